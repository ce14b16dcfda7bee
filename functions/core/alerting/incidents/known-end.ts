import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import type { CheckState } from '../../state/state.ts'
import { troublesOf } from './open-troubles.ts'

/**
 * Returns the verdict that a known end alone would have: it goes on to come nearer while the token cannot be checked. `null` where none
 * comes near. It counts only if it was read of this very version. The standing stays `unknown`: nothing says that the token is good,
 * nor that it is dead. A token that is known to be dead has no end to wait for.
 */
export function knownEnd(verdict: Verdict, check: Check, previous: CheckState | null): Verdict | null {
  if (previous === null || verdict.standing !== 'unknown' || isUnproved(verdict)) return null
  if (troublesOf(previous).invalid !== undefined) return null
  const { versionId, expiry } = verdict.evidence
  const end = expiry?.at
  if (versionId === null || versionId !== previous.versionId || typeof end !== 'number') return null
  const left = end - verdict.at / 1_000
  if (left > check.warnSeconds) return null
  const detail =
    left > 0
      ? `expires in ${formatDuration(left)}, and it cannot be checked (${verdict.reason})`
      : `its end has passed, and it cannot be checked (${verdict.reason})`
  const severity = left <= check.criticalSeconds ? 'page' : 'notice'
  return { ...verdict, reason: 'expiring', severity, findings: [{ reason: 'expiring', detail }] }
}
