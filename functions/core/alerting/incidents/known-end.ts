import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import { isOutage } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { CheckState } from '../../state/state.ts'

/**
 * Returns the verdict as far as messages go: a known end goes on to come nearer while the token cannot be checked. It counts
 * only if it was read of this very version, and only beside a problem of the provider, which has its own message. The standing stays
 * `unknown`: nothing says that the token is good, nor that it is dead.
 */
export function withKnownEnd(verdict: Verdict, check: Check, previous: CheckState | null): Verdict {
  const incident = previous?.incident ?? null
  const isOwn = incident === null || incident.suppressedBy === 'outage' || incident.reason === 'expiring'
  if (previous === null || !isOwn || verdict.standing !== 'unknown' || !isOutage(verdict.reason)) return verdict
  const { versionId } = verdict.evidence
  const end = previous.expiry?.at
  if (versionId === null || versionId !== previous.versionId || typeof end !== 'number') return verdict
  const left = end - verdict.at / 1_000
  if (left > check.warnSeconds) return verdict
  const detail =
    left > 0
      ? `expires in ${formatDuration(left)}, and it cannot be checked (${verdict.reason})`
      : `its end has passed, and it cannot be checked (${verdict.reason})`
  return {
    ...verdict,
    reason: 'expiring',
    severity: left <= check.criticalSeconds ? 'page' : 'notice',
    findings: [{ reason: 'expiring', detail }, ...verdict.findings],
  }
}
