import type { Check } from '../../model/check.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import { type EarlierAnswers, isAboutThisCheck } from '../../state/earlier-answers.ts'

/**
 * Returns the verdict as far as messages go: a credential that was proved, and then could not be proved for a while, is a page. It may
 * live, so nothing says that it is dead. While its neighbours are in trouble too, the message about their provider is enough.
 */
export function whenUnprovedTooLong(
  verdict: Verdict,
  check: Check,
  { unprovedSinceMs }: EarlierAnswers,
  { neighboursInTrouble, onPurpose }: AlertContext,
): Verdict {
  if (unprovedSinceMs === null || !isAboutThisCheck(verdict.reason) || neighboursInTrouble || onPurpose) return verdict
  if (verdict.at - unprovedSinceMs < check.thresholds.unprovedAfterSeconds * 1_000) return verdict
  const since = `${new Date(unprovedSinceMs).toISOString().slice(0, 19)}Z`
  const findings = verdict.findings.map((finding) =>
    finding.reason === verdict.reason
      ? { ...finding, detail: `cannot be proved since ${since}, it may live or be dead: ${finding.detail}` }
      : finding,
  )
  return { ...verdict, severity: 'page', findings }
}
