import type { Check, Rotation } from '../../model/check.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertLevel, RotationFailed } from '../../state/incident.ts'
import { hasGivenUp } from '../../state/rotation-failed.ts'

/** What a verdict asks for, once as many ticks in a row as `ticks` had its standing. */
export type Urgency = {
  readonly severity: AlertLevel | 'none'
  readonly ticks: number
  /** What makes it urgent beyond the finding itself, as the beginning of a sentence. */
  readonly because: string | null
}

/** What is known beyond the verdict itself. */
export type UrgencyContext = {
  /** The provider has lately called a good token bad. */
  readonly unreliable: boolean
  readonly rotationFailed: RotationFailed | null
}

/** How many ticks in a row an unreliable provider has to say that a token is bad. */
export const unreliableTicks = 3

/** How loudly a verdict is told, and how sure one has to be. */
export function urgencyOf(verdict: Verdict, check: Check, { unreliable, rotationFailed }: UrgencyContext): Urgency {
  const severity = verdict.severity === 'page' || verdict.severity === 'notice' ? verdict.severity : 'none'
  const { thresholds } = check
  switch (verdict.standing) {
    case 'invalid':
      return { severity, ticks: unreliable && isProviderAnswer(verdict) ? unreliableTicks : 1, because: null }
    case 'misconfigured':
      return { severity, ticks: thresholds.misconfiguredAfter, because: null }
    case 'unknown':
      return { severity, ticks: thresholds.unknownAfter, because: null }
    case 'valid':
      return { severity, because: null, ...whileRotated(verdict, check.rotation, rotationFailed), ticks: 1 }
  }
}

/** Whether somebody else's answer says so, not a date that is known here. */
export function isProviderAnswer({ evidence }: Verdict): boolean {
  return evidence.status !== null
}

/** How much of its window a rotation may use up: with less than this left, it can no longer be counted on. */
export function leadSecondsOf(rotation: Exclude<Rotation, { by: 'manual' }>): number {
  return rotation.rotateWithinSeconds / 2
}

/** What a rotation changes: nobody needs to hear of an expiry that a healthy one takes care of, and everybody of one that failed. */
function whileRotated(
  { evidence, at, reason }: Verdict,
  rotation: Rotation,
  rotationFailed: RotationFailed | null,
): Pick<Urgency, 'severity' | 'because'> | null {
  if (rotation.by === 'manual' || (reason !== 'expiring' && reason !== 'overdue')) return null
  const { expiry, versionId } = evidence
  if (rotationFailed !== null && rotationFailed.versionId === versionId && hasGivenUp(rotationFailed))
    return { severity: 'page', because: 'its rotation failed' }
  if (reason === 'overdue') return null
  const left = expiry === null || expiry.at === 'never' ? Number.POSITIVE_INFINITY : expiry.at - at / 1_000
  return left <= leadSecondsOf(rotation)
    ? { severity: 'page', because: 'it can no longer be rotated in time' }
    : { severity: 'none', because: null }
}
