import { cadencesOf, shortestCadence } from './batches.ts'
import type { Deployment } from './deployment.ts'

/**
 * What `tick` asks of `probe` besides batches, over the same queue: `probe` is the one that talks to foreign hosts. Names and times
 * only, so that whoever can write to the queue has no say in where a request goes.
 */
export type Errand =
  | { /** Prove that judging works. */ readonly errand: 'canaries'; readonly tick: number }
  | {
      /** Tell whoever waits for it outside of AWS that a tick of the cadence was judged whole. */
      readonly errand: 'heartbeat'
      readonly cadence: string
      readonly tick: number
    }

/** Milliseconds after which an errand is not run any more: a late heartbeat would say that all is well when nobody knows. */
const lifeMs = 60_000

/** The errands of one tick; `complete` says whether the tick before it was judged whole and everybody was told. */
export function errandsOf(
  deployment: Deployment,
  { cadence, tick, complete }: { readonly cadence: string; readonly tick: number; readonly complete: boolean },
): readonly Errand[] {
  return [
    ...(cadence === shortestCadence(deployment) ? [{ errand: 'canaries', tick } as const] : []),
    ...(complete && deployment.heartbeatUrl !== null ? [{ errand: 'heartbeat', cadence, tick } as const] : []),
  ]
}

/** Whether an errand is one of this deployment, and fresh; a clock that is a little ahead is not taken for a lie. */
export function isDue(errand: Errand, deployment: Deployment, nowMs: number): boolean {
  const ours = errand.errand === 'canaries' || cadencesOf(deployment).has(errand.cadence)
  return ours && Math.abs(nowMs - errand.tick) <= lifeMs
}
