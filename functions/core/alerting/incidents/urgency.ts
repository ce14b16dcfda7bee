import type { Check, Rotation } from '../../model/check.ts'
import { standingOf } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertLevel, RotationFailed } from '../../state/incident.ts'
import { hasGivenUp } from '../../state/rotation-failed.ts'

/** The alert level of a verdict, and how many ticks in a row need its standing before it counts. */
export type Urgency = {
  readonly severity: AlertLevel | 'none'
  readonly ticks: number
  /** Beginning of a sentence that says why it is urgent beyond the finding itself; `null` where nothing does. */
  readonly because: string | null
}

/** Facts beyond the verdict that change its urgency. */
export type UrgencyContext = {
  /** The provider has lately refused a valid token. */
  readonly unreliable: boolean
  readonly rotationFailed: RotationFailed | null
  /** The credential was never valid since its check was added. */
  readonly neverWorked: boolean
}

/** Ticks in a row that an unreliable provider needs before its refusal counts. */
export const unreliableTicks = 3

/** Returns the alert level of a verdict and the number of ticks that have to confirm it. */
export function urgencyOf(verdict: Verdict, check: Check, context: UrgencyContext): Urgency {
  const usual = usualUrgency(verdict, check, context)
  const urgency = context.neverWorked ? whileNeverWorked(usual, verdict) : usual
  return check.urgency === 'ticket' && urgency.severity === 'page' ? { ...urgency, severity: 'notice' } : urgency
}

/** Returns the urgency of a credential that nobody can rely on yet, since it was never valid: nothing broke, so nobody is woken. */
function whileNeverWorked(usual: Urgency, { reason }: Verdict): Urgency {
  const standing = standingOf(reason)
  if (usual.severity !== 'page' || (standing !== 'invalid' && standing !== 'misconfigured')) return usual
  return { ...usual, severity: 'notice', because: 'it has never worked since its check was added' }
}

function usualUrgency(verdict: Verdict, check: Check, { unreliable, rotationFailed }: UrgencyContext): Urgency {
  const severity = verdict.severity === 'page' || verdict.severity === 'notice' ? verdict.severity : 'none'
  const { thresholds } = check
  // An expiry counts at once, also beside `unproved`.
  switch (standingOf(verdict.reason)) {
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

/** Returns true if the verdict rests on an answer of the provider, not on a date that Tokenwatch knows. */
export function isProviderAnswer({ evidence }: Verdict): boolean {
  return evidence.status !== null
}

/** Returns the seconds before expiry at which a rotation counts as too late: half of its window. */
export function leadSecondsOf(rotation: Exclude<Rotation, { by: 'manual' }>): number {
  return rotation.rotateWithinSeconds / 2
}

/** Returns the urgency of an expiry that an automatic rotation takes care of: none while it can succeed, a page once it failed or is too late. */
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
