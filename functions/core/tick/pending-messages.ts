import { type DeliverDependencies, type DeliveryResult, deliver } from '../alerting/deliver.ts'
import { deliverNotices } from '../alerting/incidents/notices.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import { stateSchema } from '../state/state.ts'

export type PendingMessagesDependencies = DeliverDependencies &
  Parameters<typeof deliverNotices>[2] & { readonly deployment: Deployment }

const nothingDelivered: DeliveryResult = { sent: 0, pending: 0, waitsMs: [] }

/** Delivers pages that the batches of a tick could not, and their notices. `pending` counts the checks that still have a message. */
export async function deliverPending(
  finished: readonly BatchRecord[],
  activeConditions: ActiveConditions,
  dependencies: PendingMessagesDependencies,
): Promise<DeliveryResult> {
  const keys = [...new Set(finished.flatMap((record) => [...record.pending, ...record.notices]))]
  if (keys.length === 0) return nothingDelivered
  const states = [...(await dependencies.states.read(keys)).values()].filter(({ schema }) => schema <= stateSchema)
  let delivered = nothingDelivered
  for (const state of states) {
    const check = checkOf(dependencies.deployment, state.check)
    if (check !== undefined) delivered = together(delivered, await deliver(state, check, dependencies))
  }
  return { ...delivered, pending: delivered.pending + (await deliverNotices(states, activeConditions, dependencies)) }
}

function together(one: DeliveryResult, other: DeliveryResult): DeliveryResult {
  const waitsMs = [...one.waitsMs, ...other.waitsMs]
  return { sent: one.sent + other.sent, pending: one.pending + other.pending, waitsMs }
}
