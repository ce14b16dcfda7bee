import { z } from 'zod'
import type { OurRotation } from '../../core/model/ours.ts'
import { specFor } from '../../core/rotation/capabilities-for.ts'
import { finestScheduleSeconds, lookMs } from '../../core/rotation/refresh-due.ts'
import { rotatorSpecOf } from '../../providers/rotators.ts'
import { faultAt, rule } from '../rules.ts'
import { rotation } from '../schema/rotation.ts'

/** Refuses a grace that is over before our own clock looks again, where that clock rotates the credential: nothing could replay in it. */
export const graceOutlastsALook = rule(z.looseObject({ rotation }), ({ rotation }) => {
  if (rotation.by !== 'ours' || !isByOwnClock(rotation)) return []
  const graceMs = graceMsOf(rotation)
  if (graceMs === 0 || graceMs >= lookMs) return []
  const [field, wayOut] =
    rotation.grant === 'refresh_token'
      ? ['rotation.grace', 'leave it out, and a lost answer waits for the last minutes of the access token']
      : ['rotation', 'give the credential a lifetime of four hours or more, or let a person rotate it']
  return [
    faultAt(
      field,
      `shorter than the five minutes after which our own clock looks again, so a run that is killed would find it over: expected at least 5m, or ${wayOut}`,
    ),
  ]
})

/** Returns true if the config itself says that our own clock rotates the credential. */
function isByOwnClock(rotation: OurRotation): boolean {
  const life = 'lifeSeconds' in rotation ? rotation.lifeSeconds : null
  return rotation.terms.keepAliveSeconds !== null || (life !== null && life <= finestScheduleSeconds)
}

/** Returns the grace of a rotation whose old credential lives on for a while; 0 for any other. */
function graceMsOf(rotation: OurRotation): number {
  if (rotation.grant === 'refresh_token') return rotation.rotates ? rotation.graceSeconds * 1_000 : 0
  const capabilities = specFor(rotation, rotatorSpecOf)?.capabilities
  return capabilities?.class === 'rotate_grace' ? capabilities.graceMs : 0
}
