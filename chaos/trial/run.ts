import { setTimeout as wait } from 'node:timers/promises'
import { type Arms, startArms } from './arms.ts'
import { concludeTrial } from './conclude.ts'
import { type Heartbeat, startHeartbeat } from './heartbeat.ts'
import { preflight } from './readiness.ts'
import type { RunPlan } from './run-plan.ts'
import type { RunResult } from './run-result.ts'
import { watchStopConditions } from './stops.ts'
import type { TrialSubject } from './subject.ts'
import { createTimeline, type Timeline, type TimelineEntry } from './timeline.ts'

export type Hooks = {
  readonly signal: AbortSignal
  /** Receives each entry of the timeline as it is recorded. */
  onEvent(entry: TimelineEntry): void
  /** Called before anything is changed, to write down how to undo it. */
  beforeInjection(): Promise<void>
  /** Called when the change was undone. */
  afterRemoval(): Promise<void>
}

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
    const blocker = await preflight(subject, arms, plan)
    if (blocker !== null)
      return { judgement: blocker, measured: null, observation: null, seen: null, timeline: timeline.entries }
    timeline.record('steady_before')
    await hooks.beforeInjection()
    const injectedMs = performance.now()
    const stopped = await runFaultPhase(subject, plan, { arms, hooks, timeline, injectedMs })
    isLost = stopped === controllerLost
    await hooks.afterRemoval()
    const removedMs = performance.now()
    timeline.record('removed')
    if (!isLost) await pause(plan.phases.recoveryMs, new AbortController().signal)
    await arms.stop()
    const seen = await subject.observe('complete')
    const marks = { startedMs, injectedMs, removedMs, endedMs: performance.now() }
    return await concludeTrial(subject, plan, { arms, marks, seen, timeline, stopped })
  } finally {
    await arms.stop()
    if (!isLost) await subject.remove()
  }
}

type FaultPhase = {
  readonly arms: Arms
  readonly hooks: Hooks
  readonly injectedMs: number
  readonly timeline: Timeline
}

/** Says what the service sees now, and how to go on. */
const controllerLost =
  'the controller no longer answers; what the service sends to its injection points fails until "tokenwatch chaos serve" is started again with the same ports, or the service gets its real addresses back'

/** Injects the fault and removes it when its time is over or a stop condition is met. Resolves with what stopped it, or `null`. */
async function runFaultPhase(subject: TrialSubject, plan: RunPlan, phase: FaultPhase): Promise<string | null> {
  let stopped: string | null = null
  const heartbeat = startHeartbeat(() => subject.renew())
  try {
    await subject.inject(plan.order)
    phase.timeline.record('injected')
    stopped = await watchFault(subject, plan, { ...phase, heartbeat })
  } finally {
    // Without its controller a fault is over: the requests fail at points that are closed.
    if (stopped === controllerLost) await subject.remove().catch(() => undefined)
    else await subject.remove()
  }
  if (stopped !== null) phase.timeline.record('stopped', stopped)
  return stopped
}

/** Watches the fault, at least once, until its phase is over, a stop condition is met or its lease ends. */
async function watchFault(
  subject: TrialSubject,
  plan: RunPlan,
  { arms, hooks, timeline, injectedMs, heartbeat }: FaultPhase & { readonly heartbeat: Heartbeat },
): Promise<string | null> {
  const stops = watchStopConditions(plan.stops)
  const armedMs = performance.now()
  let endMs = armedMs + plan.phases.faultMs
  do {
    await pause(Math.min(lookEveryMs, plan.phases.faultMs), hooks.signal)
    const seen = await subject.observe()
    if (seen.isLost) return controllerLost
    endMs = faultEndMs(armedMs, seen.counts.firstInjectedMs, plan.phases)
    timeline.recordOnce('first_injection', seen.counts.firstInjectedMs !== null)
    timeline.recordOnce('detected', (seen.monitor?.detectedMs ?? null) !== null)
    timeline.recordOnce('notified', (seen.monitor?.alertedMs ?? null) !== null)
    if (hooks.signal.aborted) return 'the run was cancelled'
    const reached = await stops.reached(seen, arms.fault.samples, injectedMs)
    const isLive = await heartbeat.beat()
    if (reached !== null) return reached
    if (seen.counts.spentMs !== null) {
      timeline.record('budget_spent', `after ${seen.counts.injected} requests; the fault ended with it`)
      return null
    }
    if (!isLive) return 'the lease ended before the run did'
  } while (performance.now() < endMs)
  return null
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

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined)
}
