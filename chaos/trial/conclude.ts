import { nameOf } from '../faults/catalogue.ts'
import { noCounts } from '../injectors/armed-fault.ts'
import { type Measured, measure } from '../measures/measure.ts'
import type { Metrics } from '../measures/metric.ts'
import { faultSpan, type RunObservation } from '../measures/observation.ts'
import { judgeRun, judgeTogether } from '../verdict.ts'
import type { Arms } from './arms.ts'
import type { PlannedFault, RunPlan } from './run-plan.ts'
import type { FaultResult, RunResult } from './run-result.ts'
import type { FaultTime } from './schedule.ts'
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
  readonly times: readonly FaultTime[]
}

/** Measures and judges a run, each of its faults by itself, after checking that its target is restored. */
export async function concludeTrial(subject: TrialSubject, plan: RunPlan, run: FinishedRun): Promise<RunResult> {
  const { seen, timeline } = run
  const observation = runObservationOf(subject, plan, run)
  const rollbackVerified = await subject.isRestored()
  const faults = plan.faults.map((planned, index) => {
    const time = run.times[index] ?? null
    const own = observationOfFault(observation, { planned, seen, index, time, isAlone: plan.faults.length === 1 })
    return { ...judgedFault(own, planned, { plan, run, rollbackVerified }), time }
  })
  const [first] = faults
  if (first === undefined) throw new Error('a run has a fault')
  recordHealth(timeline, observation, measure(observation).metrics)
  if (rollbackVerified) timeline.record('steady_after')
  const named = faults.map(({ fault, judgement }) => ({ fault: nameOf(fault), judgement }))
  const judgement = judgeTogether(named)
  const rest = { timeline: timeline.entries, seen, isToolFailure: false }
  return { judgement, measured: first.measured, faults, observation, ...rest }
}

type FaultPlace = {
  readonly planned: PlannedFault
  readonly seen: SubjectView
  readonly index: number
  readonly time: FaultTime | null
  readonly isAlone: boolean
}

/** Narrows the observation of a run to one of its faults: its own counts, and its own requests. */
function observationOfFault(
  observation: RunObservation,
  { planned, seen, index, time, isAlone }: FaultPlace,
): RunObservation {
  const counts = seen.countsOfEach[index]
  if (isAlone) return observation
  const own = { leaseId: counts?.id ?? 'none', counts: counts ?? noCounts, ownEndMs: time?.ownEndMs ?? null }
  return { ...observation, fault: planned.order.fault, ...own }
}

type Judging = { readonly plan: RunPlan; readonly run: FinishedRun; readonly rollbackVerified: boolean }

function judgedFault(
  observation: RunObservation,
  { order, minEvidence }: PlannedFault,
  { plan, run: { seen, stopped, unmet }, rollbackVerified }: Judging,
): Omit<FaultResult, 'time'> {
  const measured = measure(observation)
  const judged = (figures: Measured) =>
    judgeRun(figures, {
      contract: plan.contract,
      minEvidence,
      stopped,
      rollbackVerified,
      unmet,
      unreadable: seen.unreadable,
      intruderProblem: seen.intruderProblem,
      mayBeAbsent: seen.unmeasured.filter((name) => !plan.demanded.includes(name)),
    })
  const own = judged(measured)
  // What a fault sets off goes on after its own time, while others are on.
  const judgement =
    own.verdict === 'resilient' && observation.ownEndMs !== null
      ? judged(measure({ ...observation, ownEndMs: null }))
      : own
  return { fault: order.fault, judgement, measured, counts: observation.counts }
}

/** Records when the service was healthy again: while the fault was on, and after its removal. */
export function recordHealth(
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
  const {
    wire,
    sawSignatureV4: _,
    eligible: __,
    intruderProblem: ___,
    isLost: ____,
    countsOfEach: _____,
    ...rest
  } = seen
  const [{ order }] = plan.faults
  return {
    ...rest,
    fault: order.fault,
    leaseId: null,
    ownEndMs: null,
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
