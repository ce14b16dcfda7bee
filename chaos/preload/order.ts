import * as z from 'zod'
import { faultArguments } from '../experiment/schema.ts'
import { type ChosenFault, choose, defaultVariant, faultOf } from '../faults/catalogue.ts'
import { createInjection, type Injection } from '../injectors/injection.ts'
import { tokenChaos } from '../injectors/interceptor.ts'
import { sampleOf } from '../injectors/ramp.ts'
import { grantLease, type Lease, longestLeaseSeconds } from '../safety/lease.ts'
import { interceptGlobally } from './global-dispatchers.ts'

const origins = z.array(z.url()).default([])

/** An order to a process that injects faults into its own requests, without a controller. */
const shape = faultArguments.omit({ lease: true, together: true, after: true, for: true }).extend({
  /** End of the fault, so that it ends even if nobody takes the order back. */
  until: z.iso.datetime(),
  origins: z.strictObject({ api: origins, idp: origins }),
})
export type StandingOrder = z.output<typeof shape> & { readonly chosen: ChosenFault }

/** Returns `null` for an order that cannot be read, and for a fault that does not act on requests. Such an order injects nothing. */
export function parseOrder(text: string): StandingOrder | null {
  try {
    const order = shape.parse(JSON.parse(text))
    const definition = faultOf(order.fault)
    if (definition === undefined) return null
    const chosen = choose(definition, order.variant ?? defaultVariant(definition), order.params)
    return chosen.variant.actOn === undefined ? null : { ...order, chosen }
  } catch {
    return null
  }
}

/** Carries an order out on the global dispatchers of the process. Returns a function that ends it at once. */
export function carryOut(order: StandingOrder): () => void {
  const injection = createInjection()
  if (!armFrom(order, injection)) return () => undefined
  const release = interceptGlobally(tokenChaos({ injection, origins: order.origins }))
  return () => {
    injection.disarm('removed')
    release()
  }
}

/** Arms an injection by an order. Returns false for an order that has ended. */
export function armFrom(order: StandingOrder, injection: Injection): boolean {
  const lease = leaseUntil(Date.parse(order.until))
  if (lease === null) return false
  const { chosen: fault, sample, match, maxInjected = Number.POSITIVE_INFINITY } = order
  const sampled = sampleOf(sample, lease.seconds * 1_000)
  injection.arm({ fault, lease, ...sampled, maxInjected, pathPrefix: match?.path ?? '' })
  return true
}

/** Checks both clocks: the monotonic clock stands still in a frozen Lambda sandbox, and the wall clock may be set back. */
function leaseUntil(untilMs: number): Lease | null {
  const seconds = Math.min(longestLeaseSeconds, (untilMs - Date.now()) / 1_000)
  if (seconds <= 0) return null
  const lease = grantLease(seconds, { silence: longestLeaseSeconds })
  return { ...lease, isLive: () => lease.isLive() && Date.now() < untilMs }
}
