import { measure } from '../measures/measure.ts'
import type { Metrics } from '../measures/metric.ts'
import { faultSpan, type RunObservation } from '../measures/observation.ts'
import { judgeRun } from '../verdict.ts'
import type { Arms } from './arms.ts'
import type { RunPlan } from './run-plan.ts'
import type { RunResult } from './run-result.ts'
import type { SubjectView, TrialSubject } from './subject.ts'
import type { Timeline } from './timeline.ts'

/** A run whose phases are over. */
export type FinishedRun = {
  readonly arms: Arms
  readonly marks: RunObservation['marks']
  readonly seen: SubjectView
  readonly timeline: Timeline
  /** Reason for an early end; `null` if the run was completed. */
  readonly stopped: string | null
  /** Names of probes of the file that were not met during the fault or afterwards. */
  readonly unmet: readonly string[]
}

/** Measures and judges a run, after checking that its target is restored. */
export async function concludeTrial(subject: TrialSubject, plan: RunPlan, run: FinishedRun): Promise<RunResult> {
  const { seen, timeline, stopped, unmet } = run
  const observation = runObservationOf(subject, plan, run)
  const measured = measure(observation)
  const rollbackVerified = await subject.isRestored()
  recordHealth(timeline, observation, measured.metrics)
  if (rollbackVerified) timeline.record('steady_after')
  const judgement = judgeRun(measured, {
    contract: plan.contract,
    minEvidence: plan.minEvidence,
    stopped,
    rollbackVerified,
    unmet,
    unreadable: seen.unreadable,
    intruderProblem: seen.intruderProblem,
    mayBeAbsent: seen.unmeasured.filter((name) => !plan.demanded.includes(name)),
  })
  return { judgement, measured, observation, timeline: timeline.entries, seen }
}

/** Records when the service was healthy again: while the fault was on, and after its removal. */
function recordHealth(
  timeline: Timeline,
  observation: RunObservation,
  { time_to_mitigate: mitigated, time_to_recover: recovered }: Metrics,
): void {
  const [fromMs, toMs] = faultSpan(observation)
  const epochOf = (ms: number) => Date.now() - (performance.now() - ms)
  const record = (event: 'mitigated' | 'recovered', seconds: number | null, sinceMs: number, since: string) => {
    if (seconds === null || !Number.isFinite(seconds)) return
    timeline.record(event, `${seconds.toFixed(1)} s after ${since}`, epochOf(sinceMs + seconds * 1_000))
  }
  record('mitigated', mitigated, fromMs, 'the first injection')
  record('recovered', recovered, toMs, 'the removal')
}

/** Joins everything that is known of a run, whether its phases are over or not. */
export function runObservationOf(
  subject: TrialSubject,
  plan: RunPlan,
  { arms, marks, seen }: Pick<FinishedRun, 'arms' | 'marks' | 'seen'>,
): RunObservation {
  const { wire, sawSignatureV4: _, eligible: __, intruderProblem: ___, isLost: ____, ...rest } = seen
  return {
    ...rest,
    fault: plan.order.fault,
    marks,
    slo: plan.slo,
    causeWords: plan.causeWords,
    instances: subject.instances,
    arms: {
      fault: { samples: arms.fault.samples, wire: wire.fault },
      control: { samples: arms.control.samples, wire: wire.control },
    },
  }
}
