import { setTimeout as wait } from 'node:timers/promises'
import { nameOf } from '../faults/catalogue.ts'
import type { RunJudgement } from '../verdict.ts'
import { type Arms, startArms } from './arms.ts'
import type { Hooks } from './hooks.ts'
import type { RunPlan } from './run-plan.ts'
import { watchStopConditions } from './stops.ts'
import type { TrialSubject } from './subject.ts'

/** Returns `null` if the fault may be injected, and otherwise the verdict of a run that does not begin. */
export async function preflight(
  subject: TrialSubject,
  arms: Arms,
  { slo, faults, stops }: RunPlan,
): Promise<RunJudgement | null> {
  const { sawSignatureV4, eligible } = await subject.observe()
  if (sawSignatureV4)
    return refused('the requests are signed with AWS Signature 4, which covers the host, so no proxy can forward them')
  const baselineProblem = arms.baselineProblem(slo)
  const unmet = eligible === null ? undefined : faults.find(({ order }) => eligible(order) === 0)
  if (baselineProblem === null && unmet !== undefined)
    return refused(
      `no request that the fault${faults.length === 1 ? '' : ` ${nameOf(unmet.order.fault)}`} could act on was seen: is the service configured to use the injection points?`,
    )
  const alarm = baselineProblem === null ? await watchStopConditions(stops).reachedBefore() : null
  return alarm === null ? baselineProblem : { verdict: 'not-ready', reasons: [{ because: alarm }] }
}

/** Returns the verdict of a run whose steady-state hypothesis is not met before the fault; `null` if it is. */
export function hypothesisProblem(unmet: readonly string[]): RunJudgement | null {
  const reasons = unmet.map((name) => ({ because: `before the fault, the probe ${name} was not within its tolerance` }))
  return reasons.length === 0 ? null : { verdict: 'not-ready', reasons }
}

function refused(because: string): RunJudgement {
  return { verdict: 'refused', reasons: [{ because }] }
}

/** Result of a dry run. */
export type DryRunReport = {
  /** Reason not to begin; `null` if the run may begin. */
  readonly judgement: RunJudgement | null
  /** Requests during the baseline that each fault could have acted on, the fewest; `null` if no fault acts on requests. */
  readonly eligible: number | null
}

/** Runs the baseline only, and changes nothing. */
export async function dryRunTrial(
  subject: TrialSubject,
  plan: RunPlan,
  { signal, unmetHypothesis }: Pick<Hooks, 'signal' | 'unmetHypothesis'>,
): Promise<DryRunReport> {
  const arms = startArms(subject, plan.load, plan.phases.baselineMs)
  try {
    await wait(plan.phases.baselineMs, undefined, { signal }).catch(() => undefined)
    await arms.answered(signal)
    const judgement = (await preflight(subject, arms, plan)) ?? hypothesisProblem(await unmetHypothesis())
    const { eligible } = await subject.observe()
    const counts = plan.faults.flatMap(({ order }) => eligible?.(order) ?? []).filter(Number.isFinite)
    return { judgement, eligible: counts.length === 0 ? null : Math.min(...counts) }
  } finally {
    await arms.stop()
  }
}
