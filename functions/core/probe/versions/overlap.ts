import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Finding } from '../../model/verdict.ts'
import type { AttemptDependencies } from '../attempt.ts'
import type { SecretHistory } from './history.ts'
import { mayAskOthers } from './other-versions.ts'
import { showVersion } from './show.ts'

/** Whether the version before should be dead by now, so that it is worth asking with it. */
export function isOverlapOver({ overlapSeconds }: Check, history: SecretHistory, nowMs: number): boolean {
  return overlapSeconds !== null && history.previousId !== null && nowMs - history.promotedAt > overlapSeconds * 1_000
}

/** Asks with the previous version once its time is over; it should be refused. */
export async function reviewOverlap(
  check: Check,
  history: SecretHistory,
  dependencies: AttemptDependencies,
): Promise<readonly Finding[]> {
  const nowMs = dependencies.now()
  if (!isOverlapOver(check, history, nowMs) || !mayAskOthers(check, dependencies.profileOf(check.profile))) return []
  const previous = await showVersion(check, 'AWSPREVIOUS', dependencies)
  if (previous?.shown !== 'works' || previous.versionId !== history.previousId) return []
  const [since, meant] = [(nowMs - history.promotedAt) / 1_000, check.overlapSeconds ?? 0]
  const detail = `version ${previous.versionId} still works ${formatDuration(since)} after it was replaced, and should not after ${formatDuration(meant)}: revoke it at its provider`
  return [{ reason: 'overlap_open', detail }]
}
