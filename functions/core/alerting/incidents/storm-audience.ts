import type { Routing } from '../../model/audience.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { Storm } from '../../state/conditions.ts'
import { heardOn, withHeard } from './heard-by.ts'
import { stormWaits } from './waiting-storm.ts'

/** Returns a storm that knows whom its pending message reaches; the same object if it knows them, or if nothing is sent now. */
export function withStormAudience(
  storm: Storm,
  deployment: Pick<Deployment, 'checks'> & Routing,
  nowMs: number,
): Storm {
  const [next] = storm.pending
  if (next === undefined || next === 'resolve' || stormWaits(storm, deployment, nowMs)) return storm
  return withHeard(storm, heardOn(storm.routes ?? storm.environments, 'page', deployment))
}
