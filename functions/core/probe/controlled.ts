import type { Check } from '../model/check.ts'
import { isDeath, isOutage, type Reason } from '../model/reason.ts'
import type { Finding, Verdict } from '../model/verdict.ts'
import { type ReviewFindingsDependencies, saveReviewFindings } from '../state/review-findings.ts'
import type { CheckState } from '../state/state.ts'
import type { AttemptDependencies } from './attempt.ts'
import { type Control, control } from './control.ts'
import { canControl, isControlTurn } from './control-turn.ts'
import type { Probed } from './probe.ts'

/**
 * Tells the key from the API when something has just gone wrong: a request without a credential shows whether the API refuses
 * strangers as it should, or is in trouble itself. What was wrong before was looked at then.
 */
export async function withControl(
  check: Check,
  probed: Probed,
  previous: CheckState | null,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const { verdict } = probed
  const isNews = previous?.reason !== verdict.reason
  const isAnswered = probed.readings.at(-1)?.kind === 'answered'
  if (!isNews || !isAnswered || !(isDeath(verdict.reason) || isOutage(verdict.reason))) return probed
  if (!canControl(check, dependencies.profileOf(check.profile), 'none')) return probed
  if (dependencies.mayAsk?.(check, 'control') === false) return probed
  return { ...probed, verdict: seenBeside(verdict, await control(check, 'none', dependencies, {})) }
}

/** A token that was refused by an API which answers nobody as it should is not proved dead. */
export function seenBeside(verdict: Verdict, { outcome, shown }: Control): Verdict {
  // That strangers are refused as well is what everybody expects of a dead token's API.
  if (isDeath(verdict.reason) && outcome === 'refused') return verdict
  const beside = `without a credential the API ${said[outcome]} (${shown})`
  const findings = verdict.findings.map((finding) => ({ ...finding, detail: `${finding.detail}; ${beside}` }))
  if (!isDeath(verdict.reason) || outcome !== 'unanswered') return { ...verdict, findings }
  const reason: Reason = 'settling'
  const detail = findings.find((finding) => finding.reason === verdict.reason)?.detail ?? beside
  const severity = 'notice'
  return { ...verdict, standing: 'unknown', reason, severity, findings: [{ reason, detail }], rotationDue: false }
}

const said: Readonly<Record<Control['outcome'], string>> = {
  refused: 'refuses as it should',
  accepted: 'lets anybody in',
  unanswered: 'does not answer as it should either',
}

/** What a broken credential showed, where it is the check's turn, kept for the ticks until its next. Null where it is not. */
export async function lookForVacuity(
  check: Check,
  tick: number,
  dependencies: AttemptDependencies & ReviewFindingsDependencies,
): Promise<readonly Finding[] | null> {
  if (!check.controls || !isControlTurn(check, tick)) return null
  if (!canControl(check, dependencies.profileOf(check.profile), 'broken')) return null
  if (dependencies.mayAsk?.(check, 'control') === false) return null
  const { outcome, shown } = await control(check, 'broken', dependencies, {})
  if (outcome === 'unanswered') return null
  const findings = outcome === 'accepted' ? [vacuous(shown)] : []
  const found = findings.map((finding) => [check.key, finding] as const)
  await saveReviewFindings({ source: 'controls', subject: check.key, found }, dependencies).catch(() => undefined)
  return findings
}

const vacuous = (shown: string): Finding => ({
  reason: 'vacuous',
  detail: `the API takes a broken credential too (${shown}), so its answer proves nothing: ask something that needs the credential`,
})
