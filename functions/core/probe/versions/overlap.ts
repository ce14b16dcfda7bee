import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Finding } from '../../model/verdict.ts'
import type { AttemptDependencies } from '../attempt.ts'
import type { SecretHistory } from './history.ts'
import { mayAskOthers } from './other-versions.ts'
import { showVersion } from './show.ts'

/** Returns true if the previous version should no longer work. */
export function isOverlapOver({ overlapSeconds }: Check, history: SecretHistory, nowMs: number): boolean {
  return overlapSeconds !== null && history.previousId !== null && nowMs - history.promotedAt > overlapSeconds * 1_000
}

/** Probes the previous version once its overlap is over. Finds `overlap_open` if it still works. */
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
