import { setTimeout as wait } from 'node:timers/promises'
import type { RunJudgement } from '../verdict.ts'
import { type Arms, startArms } from './arms.ts'
import type { RunPlan } from './run-plan.ts'
import { watchStopConditions } from './stops.ts'
import type { TrialSubject } from './subject.ts'

/** Null where nothing stands against breaking a subject; otherwise the verdict of a run that never began. */
export async function preflight(
  subject: TrialSubject,
  arms: Arms,
  { slo, order, stops }: RunPlan,
): Promise<RunJudgement | null> {
  const { sawSignatureV4, eligible } = await subject.observe()
  if (sawSignatureV4)
    return refused('requests are signed with AWS Signature 4, which covers the host: no proxy can pass them on')
  const unready = arms.unreadiness(slo)
  if (unready === null && eligible !== null && eligible(order) === 0)
    return refused('no request that the fault could meet has passed by: is the service behind the injection points?')
  const alarm = unready === null ? await watchStopConditions(stops).reachedBefore() : null
  return alarm === null ? unready : { verdict: 'not-ready', reasons: [{ because: alarm }] }
}

function refused(because: string): RunJudgement {
  return { verdict: 'refused', reasons: [{ because }] }
}

/** What a dry run has shown. */
export type DryRunReport = {
  /** Why it may not begin; null where it may. */
  readonly judgement: RunJudgement | null
  /** Requests that passed by in the baseline and could have been struck; null where the fault is none of requests. */
  readonly eligible: number | null
}

/** The steady state before, and nothing after it. */
export async function dryRun(subject: TrialSubject, plan: RunPlan, signal: AbortSignal): Promise<DryRunReport> {
  const arms = startArms(subject, plan.load, plan.phases.baselineMs)
  try {
    await wait(plan.phases.baselineMs, undefined, { signal }).catch(() => undefined)
    await arms.heard(signal)
    const judgement = await preflight(subject, arms, plan)
    const { eligible } = await subject.observe()
    const count = eligible?.(plan.order) ?? null
    return { judgement, eligible: count === null || Number.isFinite(count) ? count : null }
  } finally {
    await arms.stop()
  }
}
