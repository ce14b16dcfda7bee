import { setTimeout as wait } from 'node:timers/promises'
import { type Measured, measure } from '../measures/measure.ts'
import type { RunObservation } from '../measures/observation.ts'
import { heartbeatSeconds } from '../safety/lease.ts'
import { judge, type RunJudgement } from '../verdict.ts'
import { type Arms, startArms } from './arms.ts'
import { preflight } from './readiness.ts'
import type { RunPlan } from './run-plan.ts'
import { watchStopConditions } from './stops.ts'
import type { SubjectView, TrialSubject } from './subject.ts'
import { createTimeline, type Timeline, type TimelineEntry } from './timeline.ts'
export type Hooks = {
  readonly signal: AbortSignal
  /** Told as it happens. */
  onEvent(entry: TimelineEntry): void
  /** Before anything is changed, and after it was taken back: what a crash between the two leaves to do. */
  beforeInjection(): Promise<void>
  afterRemoval(): Promise<void>
}

export type RunResult = {
  readonly judgement: RunJudgement
  /** Null where nothing was injected. */
  readonly measured: Measured | null
  readonly observation: RunObservation | null
  readonly timeline: readonly TimelineEntry[]
  readonly seen: SubjectView | null
}

/** How often stop conditions are looked at and the timeline is filled. */
const lookEveryMs = 250

/** Steady state before, the fault, its end whatever happens, and what came of it. */
export async function executePlan(subject: TrialSubject, plan: RunPlan, hooks: Hooks): Promise<RunResult> {
  const timeline = createTimeline(hooks.onEvent)
  const arms = startArms(subject, plan.load, plan.phases.baselineMs)
  try {
    const startedMs = performance.now()
    await pause(plan.phases.baselineMs, hooks.signal)
    await arms.heard(hooks.signal)
    const unready = await preflight(subject, arms, plan)
    if (unready !== null)
      return { judgement: unready, measured: null, observation: null, seen: null, timeline: timeline.entries }
    timeline.record('steady_before')
    await hooks.beforeInjection()
    const injectedMs = performance.now()
    const stopped = await runFaultPhase(subject, plan, { arms, hooks, timeline, injectedMs })
    await hooks.afterRemoval()
    const removedMs = performance.now()
    timeline.record('removed')
    await pause(plan.phases.recoveryMs, new AbortController().signal)
    await arms.stop()
    const seen = await subject.observe('to the end')
    const marks = { startedMs, injectedMs, removedMs, endedMs: performance.now() }
    return await conclude(subject, plan, { arms, marks, seen, timeline, stopped })
  } finally {
    await arms.stop()
    await subject.remove()
  }
}

type Under = {
  readonly arms: Arms
  readonly hooks: Hooks
  readonly injectedMs: number
  readonly timeline: Timeline
}

/** Resolves, with the fault removed, when its time is over or something has stopped it; says what. */
async function runFaultPhase(
  subject: TrialSubject,
  plan: RunPlan,
  { arms, hooks, timeline, injectedMs }: Under,
): Promise<string | null> {
  const stops = watchStopConditions(plan.stops)
  let stopped: string | null = null
  let renewedMs = injectedMs
  try {
    await subject.inject(plan.order)
    timeline.record('injected')
    // However long it took to put it in: nothing is under a fault without being looked at.
    const endMs = performance.now() + plan.phases.faultMs
    while (stopped === null && performance.now() < endMs) {
      await pause(Math.min(lookEveryMs, plan.phases.faultMs), hooks.signal)
      const seen = await subject.observe()
      timeline.recordOnce('first_injection', seen.counts.firstInjectedMs !== null)
      timeline.recordOnce('detected', (seen.monitor?.detectedMs ?? null) !== null)
      timeline.recordOnce('notified', (seen.monitor?.alertedMs ?? null) !== null)
      stopped = hooks.signal.aborted ? 'it was called off' : await stops.reached(seen, arms.fault.samples, injectedMs)
      if (performance.now() - renewedMs < (heartbeatSeconds * 1_000) / 2) continue
      renewedMs = performance.now()
      if (!(await subject.renew()) && stopped === null) stopped = 'the lease ended before the run did'
    }
  } finally {
    await subject.remove()
  }
  if (stopped !== null) timeline.record('stopped', stopped)
  return stopped
}

type Ended = {
  readonly arms: Arms
  readonly marks: RunObservation['marks']
  readonly seen: SubjectView
  readonly timeline: Timeline
  readonly stopped: string | null
}

async function conclude(subject: TrialSubject, plan: RunPlan, ended: Ended): Promise<RunResult> {
  const { arms, marks, seen, timeline, stopped } = ended
  const { wire, sawSignatureV4: _, eligible: __, ...rest } = seen
  const observation: RunObservation = {
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
  const measured = measure(observation)
  const rollbackVerified = await subject.isRestored()
  const { time_to_recover: seconds } = measured.metrics
  if (seconds !== null && Number.isFinite(seconds))
    timeline.record('recovered', `${seconds.toFixed(1)} s after the removal`)
  if (rollbackVerified) timeline.record('steady_after')
  const { contract, minEvidence, demanded } = plan
  const judgement = judge(measured, {
    ...{ contract, minEvidence, stopped, rollbackVerified, unreadable: seen.unreadable },
    mayBeAbsent: seen.unmeasured.filter((name) => !demanded.includes(name)),
  })
  return { judgement, measured, observation, timeline: timeline.entries, seen }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined)
}
