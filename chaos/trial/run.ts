import { type Arms, startArms } from './arms.ts'
import { concludeTrial, runObservationOf } from './conclude.ts'
import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import type { Hooks } from './hooks.ts'
import { liveFigures } from './live.ts'
import { afterLoss, isLoss, lost } from './loss.ts'
import { pause } from './pause.ts'
import { hypothesisProblem, preflight } from './readiness.ts'
import type { RunPlan } from './run-plan.ts'
import type { RunResult } from './run-result.ts'
import { type FaultSchedule, scheduleFaults } from './schedule.ts'
import { watchStopConditions } from './stops.ts'
import type { SubjectView, TrialSubject } from './subject.ts'
import { createTimeline, type Timeline } from './timeline.ts'

/** Interval at which stop conditions are checked and the timeline is filled. */
const lookEveryMs = 250

/** Runs the phases of a plan: baseline, fault, recovery. Removes the fault whatever happens, then judges the run. */
export async function executePlan(subject: TrialSubject, plan: RunPlan, hooks: Hooks): Promise<RunResult> {
  const timeline = createTimeline(hooks.onEvent)
  // Before the first call is due, so that the baseline has as many calls as requests.
  const startedMs = performance.now()
  const arms = startArms(subject, plan.load, plan.phases.baselineMs)
  let isLost = false
  try {
    await pause(plan.phases.baselineMs, hooks.signal)
    await arms.answered(hooks.signal)
    const blocker = (await preflight(subject, arms, plan)) ?? hypothesisProblem(await hooks.unmetHypothesis())
    if (blocker !== null)
      return {
        judgement: blocker,
        measured: null,
        faults: [],
        observation: null,
        seen: null,
        timeline: timeline.entries,
        isToolFailure: false,
      }
    timeline.record('steady_before')
    await hooks.beforeInjection()
    const injectedMs = performance.now()
    const unmet: string[] = []
    const schedule = scheduleFaults(subject, plan, timeline)
    const phase = { arms, hooks, timeline, schedule, startedMs, injectedMs, unmet }
    const stopped = await runFaultPhase(subject, plan, phase)
    isLost = isLoss(stopped)
    await hooks.afterRemoval()
    const removedMs = performance.now()
    timeline.record('removed')
    if (!isLost) await watchRecovery(subject, plan, { ...phase, removedMs })
    await arms.stop()
    const seen = await subject.observe('complete')
    const marks = { startedMs, injectedMs, removedMs, endedMs: performance.now() }
    isLost ||= seen.isLost
    if (!isLost) unmet.push(...(await hooks.unmetHypothesis()))
    return await concludeTrial(subject, plan, { arms, marks, seen, timeline, stopped, unmet, times: schedule.times() })
  } finally {
    await arms.stop()
    if (!isLost) await subject.remove()
  }
}

type FaultPhase = {
  readonly arms: Arms
  readonly hooks: Hooks
  readonly startedMs: number
  readonly injectedMs: number
  readonly timeline: Timeline
  readonly schedule: FaultSchedule
  /** Names of probes that were not met. */
  readonly unmet: string[]
}

/** Injects the fault and removes it when its time is over or a stop condition is met. Resolves with what stopped it, or `null`. */
async function runFaultPhase(subject: TrialSubject, plan: RunPlan, phase: FaultPhase): Promise<string | null> {
  let stopped: string | null = null
  const sinceMs = performance.now()
  try {
    await phase.schedule.advance()
    const heartbeat = startHeartbeat(() => subject.renew(), { silence: phase.schedule.silence(), sinceMs })
    const during = phase.hooks.unmetDuring()
    stopped = await watchFault(subject, plan, { ...phase, heartbeat })
    phase.unmet.push(...(await during))
  } finally {
    // Without its controller a fault is over: the requests fail at points that are closed.
    if (stopped === lost) await subject.remove().catch(() => undefined)
    else await subject.remove()
  }
  if (stopped === lost) stopped = await afterLoss(subject)
  if (stopped !== null) phase.timeline.record('stopped', stopped)
  return stopped
}

/** Watches the fault, at least once, until its phase is over, a stop condition is met or its lease ends. */
async function watchFault(
  subject: TrialSubject,
  plan: RunPlan,
  { heartbeat, ...phase }: FaultPhase & { readonly heartbeat: Heartbeat },
): Promise<string | null> {
  const { arms, hooks, timeline, schedule, injectedMs } = phase
  const live = liveAt(phase)
  const stops = watchStopConditions(plan.stops)
  const armedMs = performance.now()
  let endMs = armedMs + plan.phases.faultMs
  do {
    await pause(Math.max(1, Math.min(lookEveryMs, plan.phases.faultMs, schedule.nextMs())), hooks.signal)
    await schedule.advance()
    const seen = await subject.observe()
    if (seen.isLost) return lost
    endMs = faultEndMs(armedMs, seen.counts.firstInjectedMs, plan.phases)
    timeline.recordOnce('first_injection', seen.counts.firstInjectedMs !== null)
    timeline.recordOnce('detected', (seen.monitor?.detectedMs ?? null) !== null)
    timeline.recordOnce('notified', (seen.monitor?.alertedMs ?? null) !== null)
    live(subject, plan, seen)
    if (hooks.signal.aborted) return 'the run was cancelled'
    const reached = await stops.reached(seen, arms.fault.samples, injectedMs)
    // A fault whose time came meanwhile joins first: without it, none might be on.
    await schedule.advance()
    const isLive = await heartbeat.beat()
    if (reached !== null) return reached
    if (seen.counts.spentMs !== null) {
      timeline.record('budget_spent', `after ${seen.counts.injected} requests; the fault ended with it`)
      return null
    }
    if (!isLive) return (await subject.observe()).isLost ? lost : 'the lease ended before the run did'
  } while (performance.now() < endMs)
  return null
}

/** Interval of the figures: computing them must not disturb the run. */
const figuresEveryMs = 900

/** Returns a function that hands on the figures of the run, at most about once a second. */
function liveAt({ arms, hooks, startedMs, injectedMs }: FaultPhase, removedMs: number | null = null) {
  let shownMs = Number.NEGATIVE_INFINITY
  return (subject: TrialSubject, plan: RunPlan, seen: SubjectView): void => {
    const endedMs = performance.now()
    if (hooks.onFigures === null || endedMs - shownMs < figuresEveryMs) return
    shownMs = endedMs
    const marks = { startedMs, injectedMs, removedMs: removedMs ?? endedMs, endedMs }
    const observation = runObservationOf(subject, plan, { arms, marks, seen })
    hooks.onFigures(liveFigures(observation, removedMs === null ? 'fault' : 'recovery', plan))
  }
}

/** Lets the service recover for its whole phase, and shows how it does. */
async function watchRecovery(
  subject: TrialSubject,
  plan: RunPlan,
  { removedMs, ...phase }: FaultPhase & { readonly removedMs: number },
): Promise<void> {
  const live = liveAt(phase, removedMs)
  const [endMs, { signal }] = [performance.now() + plan.phases.recoveryMs, new AbortController()]
  for (let leftMs = plan.phases.recoveryMs; leftMs > 0; leftMs = endMs - performance.now()) {
    await pause(Math.min(figuresEveryMs, leftMs), signal)
    if (performance.now() < endMs) live(subject, plan, await subject.observe())
  }
}

type FaultTimes = Pick<RunPlan['phases'], 'faultMs' | 'longestFaultMs'>

/**
 * Returns the monotonic time at which the fault phase is over. It counts from the first injected request: a phase that is used up while the
 * service still lives on a valid token shows nothing.
 */
export function faultEndMs(
  armedMs: number,
  firstInjectedMs: number | null,
  { faultMs, longestFaultMs }: FaultTimes,
): number {
  return Math.min(Math.max(armedMs, firstInjectedMs ?? armedMs) + faultMs, armedMs + longestFaultMs)
}
