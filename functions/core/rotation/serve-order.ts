import type { Check } from '../model/check.ts'
import type { Deployment } from '../model/deployment.ts'
import { checkOf } from '../model/deployment.ts'
import { activeConditionsOf } from '../state/active-conditions.ts'
import type { ConditionStore } from '../state/conditions.ts'
import type { Log } from '../state/log.ts'
import type { MonitorStore } from '../state/monitor.ts'
import type { StateStore } from '../state/state.ts'
import { leaveToAws } from '../tick/managed-secrets.ts'
import { wiringFaults } from '../tick/rotation-wiring.ts'
import type { Sweep } from '../tick/sweep.ts'
import type { RotationOrder, RotationReply } from './order-event.ts'
import { type Preflight, preflightOf } from './preflight.ts'
import { recordOrder } from './record-order.ts'
import { lacksProof } from './rehearsal.ts'
import { type StartDependencies, startByOrder } from './start.ts'

/** Dependencies of serving an order. None of them reads the value of a secret. */
export type OrderDependencies = StartDependencies & {
  readonly deployment: Deployment
  readonly states: Pick<StateStore, 'readExperiment'>
  readonly conditions: Pick<ConditionStore, 'all'>
  readonly monitor: Pick<MonitorStore, 'readMonitor'>
  sweep(checks: readonly Check[]): Promise<Sweep>
  readonly log: Log
}

/** Carries out a person's order for one rotation. An order that cannot be recorded is refused. */
export async function serveOrder(order: RotationOrder, dependencies: OrderDependencies): Promise<RotationReply> {
  const { deployment, journal, log } = dependencies
  const check = checkOf(deployment, order.check)
  if (check === undefined) return { kind: 'no_such_check' }
  if (order.act === 'release') {
    const release = { kind: 'release', by: order.by, at: dependencies.now() } as const
    const ordered = await recordOrder(check.key, release, journal)
    return ordered.kind === 'done' ? { kind: 'released' } : ordered
  }
  const preflight = await lookAt(check, order, dependencies)
  if (order.act === 'look' || preflight.blocker !== null || preflight.versionId === null)
    return { kind: 'looked', preflight }
  const { versionId } = preflight
  const outcome = await startByOrder(check, { versionId, by: order.by }, dependencies).catch(() => null)
  if (outcome === null) return { kind: 'refused', why: 'the record of this rotation cannot be written' }
  log({ event: 'rotation', check: check.key, outcome, step: null, versionId })
  return { kind: 'started', preflight, outcome }
}

async function lookAt(check: Check, order: RotationOrder, dependencies: OrderDependencies): Promise<Preflight> {
  const { deployment, journal, states, conditions, monitor, sweep, log } = dependencies
  const [swept, last, all, ours, experiment] = await Promise.all([
    sweep([check]),
    journal.read(check.key),
    conditions.all(),
    monitor.readMonitor(),
    states.readExperiment(),
  ])
  const { rotation } = check
  const isUnproved =
    rotation.by === 'ours' && (await lacksProof(check, dependencies.classOf(rotation), last, dependencies))
  const input = {
    last,
    isUnproved,
    monitor: ours,
    versionIds: swept.versionIds,
    leftToAws: leaveToAws([check], swept, null, log),
    wiring: wiringFaults([check], swept, null, log),
    active: activeConditionsOf(all, deployment, experiment),
  }
  return preflightOf(check, input, order.approve, dependencies)
}
