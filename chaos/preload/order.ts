import { type Dispatcher, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { z } from 'zod'
import { faultArguments } from '../experiment/schema.ts'
import { type ChosenFault, chosen, defaultVariant, type FaultChoice, faultOf } from '../faults/catalogue.ts'
import { createInjection } from '../injectors/injection.ts'
import { tokenChaos } from '../injectors/interceptor.ts'
import { grantLease, type Lease, longestLeaseSeconds } from '../safety/lease.ts'

const origins = z.array(z.url()).default([])

/** What a process does to its own tokens, with nobody at the other end. */
const shape = faultArguments.omit({ lease: true }).extend({
  /** The end, as an instant: whoever gave the order may be gone. */
  until: z.iso.datetime(),
  origins: z.strictObject({ api: origins, idp: origins }),
})
export type StandingOrder = z.output<typeof shape> & { readonly chosen: ChosenFault }

/** Null for what is not understood, or is no fault that requests alone can show: it strikes nothing. */
export function parseOrder(text: string): StandingOrder | null {
  try {
    const order = shape.parse(JSON.parse(text))
    const definition = faultOf(order.fault)
    const variant = order.variant ?? (definition === undefined ? '' : defaultVariant(definition))
    if (definition?.variants[variant]?.actOn === undefined) return null
    // Both were looked up in the catalogue a line above.
    return { ...order, chosen: chosen({ fault: order.fault, variant, settings: order.params } as FaultChoice) }
  } catch {
    return null
  }
}

/** Puts an order between a process and undici's global dispatcher; what it answers ends it at once. */
export function carryOut(order: StandingOrder): () => void {
  const plain: Dispatcher = getGlobalDispatcher()
  const lease = leaseUntil(Date.parse(order.until))
  if (lease === null) return () => undefined
  const injection = createInjection()
  const { chosen: fault, sample, match, maxInjected = Number.POSITIVE_INFINITY } = order
  injection.arm({ fault, lease, ...sample, maxInjected: maxInjected, pathPrefix: match?.path ?? '' })
  setGlobalDispatcher(plain.compose(tokenChaos({ injection, origins: order.origins })))
  return () => {
    injection.disarm('removed')
    setGlobalDispatcher(plain)
  }
}

/** By both clocks: the monotonic one of a frozen sandbox may stand still, and the other may be set back. */
function leaseUntil(untilMs: number): Lease | null {
  const seconds = Math.min(longestLeaseSeconds, (untilMs - Date.now()) / 1_000)
  if (seconds <= 0) return null
  const lease = grantLease(seconds, { silence: longestLeaseSeconds })
  return { ...lease, isLive: () => lease.isLive() && Date.now() < untilMs }
}
