import type { Measured } from './measures/measure.ts'
import { type Contract, type Limit, type MetricName, securityMetrics } from './measures/metric.ts'

/** Every verdict with its exit code. */
export const exitCodes = {
  resilient: 0,
  deviated: 1,
  insecure: 2,
  refused: 3,
  'not-ready': 4,
  inconclusive: 5,
  aborted: 6,
} as const
export type ChaosVerdict = keyof typeof exitCodes

/** Why a verdict is not better: a bound that was broken, or a sentence. */
export type VerdictReason =
  | { readonly metric: MetricName; readonly limit: Limit; readonly value: number | null }
  | { readonly because: string }

export type RunJudgement = { readonly verdict: ChaosVerdict; readonly reasons: readonly VerdictReason[] }

/** What the judgement rests on, besides the figures. */
export type JudgementContext = {
  readonly contract: Contract
  /** Fewer proofs than this that the fault has met the service, and nothing is said of it. */
  readonly minEvidence: number
  /** What ended the run early; null where it ran to its end. */
  readonly stopped: string | null
  /** Whether everything was read again after the fault and found as it was before. */
  readonly rollbackVerified: boolean
  /** Limited metrics that this subject cannot measure, and that the experiment itself does not ask for. */
  readonly mayBeAbsent: readonly MetricName[]
  /** Logs that were named and could not be read. */
  readonly unreadable: readonly string[]
}

/** Calls that may fail in the control arm before nothing can be said of the other. */
const controlTolerance = 0.02

/** Nothing to name, nobody revoked, nobody to alert: not to be measured is no failing there. */
const maybeNothing: readonly MetricName[] = ['diagnosis_correct', 'accepted_after_revocation']

/** Judges a run. A hole in security outranks everything; green needs data, a good control arm, and a rollback that was verified. */
export function judge({ metrics, control, evidence }: Measured, facts: JudgementContext): RunJudgement {
  const { contract, stopped, rollbackVerified } = facts
  const holes = securityMetrics.filter((name) => (metrics[name] ?? 0) > 0)
  if (holes.length > 0)
    return {
      verdict: 'insecure',
      reasons: holes.map((metric) => ({ metric, limit: { max: 0 }, value: metrics[metric] })),
    }
  if (stopped !== null) return { verdict: 'aborted', reasons: [{ because: stopped }] }
  const doubts = doubtsOf({ metrics, control, evidence, ...facts })
  if (doubts.length > 0) return { verdict: 'inconclusive', reasons: doubts.map((because) => ({ because })) }
  const broken = brokenIn(metrics, contract)
  const rollback = rollbackVerified ? [] : [{ because: 'the rollback could not be verified' }]
  const reasons = [...broken, ...rollback]
  return { verdict: reasons.length === 0 ? 'resilient' : 'deviated', reasons }
}

type Doubtful = Pick<Measured, 'metrics' | 'control' | 'evidence'> & JudgementContext

function doubtsOf({
  metrics,
  control,
  evidence,
  contract,
  minEvidence,
  mayBeAbsent,
  unreadable,
}: Doubtful): readonly string[] {
  const doubts: string[] = []
  if (evidence < minEvidence) doubts.push(`the fault met the service ${evidence} times, fewer than ${minEvidence}`)
  if (control.successRatio === null) doubts.push('nobody called in the control arm')
  else if (control.successRatio < 1 - controlTolerance)
    doubts.push(`the control arm was ill too: ${control.failed} of ${control.calls} calls failed`)
  for (const log of unreadable) doubts.push(`the log ${log} could not be read`)
  for (const name of limited(contract))
    if (metrics[name] === null && !maybeNothing.includes(name) && !mayBeAbsent.includes(name))
      doubts.push(`${name} is limited and could not be measured`)
  return doubts
}

function brokenIn(metrics: Measured['metrics'], contract: Contract): readonly VerdictReason[] {
  return limited(contract).flatMap((metric) => {
    const [value, limit] = [metrics[metric], contract[metric] ?? {}]
    if (value === null) return []
    const isKept = value >= (limit.min ?? Number.NEGATIVE_INFINITY) && value <= (limit.max ?? Number.POSITIVE_INFINITY)
    return isKept && Number.isFinite(value) ? [] : [{ metric, limit, value }]
  })
}

/** The boundary with `Object.keys`: a contract has no other keys than metrics. */
function limited(contract: Contract): readonly MetricName[] {
  return Object.keys(contract) as MetricName[]
}
