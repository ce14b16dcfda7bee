import type { Measured } from './measures/measure.ts'
import { type Contract, type Limit, type MetricName, metricNames, securityMetrics } from './measures/metric.ts'

/** All verdicts with their exit codes. */
export const verdictExitCodes = {
  resilient: 0,
  deviated: 1,
  insecure: 2,
  refused: 3,
  'not-ready': 4,
  inconclusive: 5,
  aborted: 6,
} as const
export type ChaosVerdict = keyof typeof verdictExitCodes

/** Reason of a verdict that is not `resilient`: a limit that was exceeded, or a sentence. */
export type VerdictReason = (
  | { readonly metric: MetricName; readonly limit: Limit; readonly value: number | null }
  | { readonly because: string }
) & {
  /** Fault that the reason is about, if the run had several. */
  readonly fault?: string
}

export type RunJudgement = { readonly verdict: ChaosVerdict; readonly reasons: readonly VerdictReason[] }

/** Verdicts, worst first. The worst one is that of several runs, and of several faults. */
const rank: readonly ChaosVerdict[] = [
  'insecure',
  'deviated',
  'aborted',
  'inconclusive',
  'not-ready',
  'refused',
  'resilient',
]

/** Returns the worst of some verdicts. None at all is inconclusive. */
export function worstVerdict(verdicts: readonly ChaosVerdict[]): ChaosVerdict {
  return verdicts.toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b))[0] ?? 'inconclusive'
}

/** A judgement about one of several faults. */
export type NamedJudgement = { readonly fault: string; readonly judgement: RunJudgement }

/** Joins the judgements about several faults: the worst verdict, and the reasons of all, with the fault that each is about. */
export function judgeTogether(all: readonly NamedJudgement[]): RunJudgement {
  const [only] = all
  if (only !== undefined && all.length === 1) return only.judgement
  return {
    verdict: worstVerdict(all.map(({ judgement }) => judgement.verdict)),
    reasons: all.flatMap(({ fault, judgement }) => judgement.reasons.map((reason) => ({ ...reason, fault }))),
  }
}

/** Input of the judgement, besides the figures. */
export type JudgementContext = {
  readonly contract: Contract
  /** Times that the fault must have reached the service. With fewer, the run is inconclusive. */
  readonly minEvidence: number
  /** Reason for an early end; `null` if the run was completed. */
  readonly stopped: string | null
  /** True if the target was read again after the fault and was as before. */
  readonly rollbackVerified: boolean
  /** Names of the experiment's own probes that were not within their tolerance. */
  readonly unmet: readonly string[]
  /** Metrics that this subject cannot measure and that the experiment's `expect` does not limit. */
  readonly mayBeAbsent: readonly MetricName[]
  /** Names of logs that could not be read. */
  readonly unreadable: readonly string[]
  /** Reason that the calls of the intruder prove nothing; `null` if they do, or if there were none. */
  readonly intruderProblem: string | null
}

/** Share of calls that may fail in the control arm. With more, the run is inconclusive. */
const controlTolerance = 0.02

/** Metrics that may be `null` in a good run: no call failed, or no token was revoked. */
const optionalMetrics: readonly MetricName[] = ['diagnosis_correct', 'accepted_after_revocation']

/**
 * Judges a run. A security hole outranks everything. `resilient` needs enough data, a healthy control arm and a verified rollback.
 */
export function judgeRun(measured: Measured, context: JudgementContext): RunJudgement {
  const { metrics } = measured
  const { contract, stopped, rollbackVerified } = context
  const holes = securityMetrics.filter((name) => (metrics[name] ?? 0) > 0)
  if (holes.length > 0)
    return {
      verdict: 'insecure',
      reasons: holes.map((metric) => ({ metric, limit: { max: 0 }, value: metrics[metric] })),
    }
  if (stopped !== null) return { verdict: 'aborted', reasons: [{ because: stopped }] }
  const shortcomings = shortcomingsOf({ ...measured, ...context })
  if (shortcomings.length > 0) return { verdict: 'inconclusive', reasons: shortcomings.map((because) => ({ because })) }
  const broken = brokenIn(metrics, contract)
  const rollback = rollbackVerified ? [] : [{ because: 'the rollback could not be verified' }]
  const probes = context.unmet.map((name) => ({ because: `the probe ${name} was not within its tolerance` }))
  const reasons = [...broken, ...probes, ...rollback]
  return { verdict: reasons.length === 0 ? 'resilient' : 'deviated', reasons }
}

type ShortcomingInput = Measured & JudgementContext

function shortcomingsOf({
  metrics,
  control,
  evidence,
  contract,
  minEvidence,
  mayBeAbsent,
  unreadable,
  intruderProblem,
  unclearMutants,
}: ShortcomingInput): readonly string[] {
  const shortcomings: string[] = []
  if (evidence < minEvidence)
    shortcomings.push(`the fault reached the service ${evidence} times; at least ${minEvidence} are needed`)
  if (intruderProblem !== null) shortcomings.push(intruderProblem)
  if (unclearMutants > 0)
    shortcomings.push(
      `${unclearMutants} answers to mutants look neither like a refusal nor like a usual answer; target.accepts can say which they are`,
    )
  if (control.successRatio === null) shortcomings.push('the control arm made no calls')
  else if (control.successRatio < 1 - controlTolerance)
    shortcomings.push(`the control arm failed too: ${control.failed} of ${control.calls} calls`)
  for (const log of unreadable) shortcomings.push(`the log ${log} could not be read`)
  for (const name of limited(contract))
    if (metrics[name] === null && !optionalMetrics.includes(name) && !mayBeAbsent.includes(name))
      shortcomings.push(`${name} has a limit and could not be measured`)
  return shortcomings
}

function brokenIn(metrics: Measured['metrics'], contract: Contract): readonly VerdictReason[] {
  return limited(contract).flatMap((metric) => {
    const [value, limit] = [metrics[metric], contract[metric] ?? {}]
    if (value === null) return []
    const isKept = value >= (limit.min ?? Number.NEGATIVE_INFINITY) && value <= (limit.max ?? Number.POSITIVE_INFINITY)
    return isKept && Number.isFinite(value) ? [] : [{ metric, limit, value }]
  })
}

/** Returns the metrics that a contract limits. */
function limited(contract: Contract): readonly MetricName[] {
  return metricNames.filter((name) => contract[name] !== undefined)
}
