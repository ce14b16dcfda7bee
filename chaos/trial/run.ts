import { setTimeout as wait } from 'node:timers/promises'
import { type Measured, measure } from '../measures/measure.ts'
import type { Contract } from '../measures/metric.ts'
import type { Observation, Slo } from '../measures/observation.ts'
import { heartbeatSeconds } from '../safety/lease.ts'
import { type Judgement, judge } from '../verdict.ts'
import { type Load, startLoad } from './load.ts'
import { type StopCondition, watchFor } from './stops.ts'
import type { Order, Seen, Subject } from './subject.ts'

/** What is done, for how long, and what is expected of it. */
export type RunPlan = {
  readonly order: Order
  readonly load: { readonly perSecond: number; readonly burst: number }
  readonly phases: { readonly baselineMs: number; readonly faultMs: number; readonly recoveryMs: number }
  readonly slo: Slo
  readonly contract: Contract
  readonly minEvidence: number
  readonly stops: readonly StopCondition[]
}

/** Moments that a person follows while it runs, and finds again in the journal. */
export type Event =
  | 'steady_before'
  | 'injected'
  | 'first_mutation'
  | 'detected'
  | 'notified'
  | 'stopped'
  | 'removed'
  | 'recovered'
  | 'steady_after'
export type TimelineEntry = { readonly at: string; readonly event: Event; readonly note: string }

export type Hooks = {
  readonly signal: AbortSignal
  /** Told as it happens. */
  happened(entry: TimelineEntry): void
  /** Before anything is changed, and after it was taken back: what a crash between the two leaves to do. */
  beforeInjection(): Promise<void>
  afterRemoval(): Promise<void>
}

export type RunResult = {
  readonly judgement: Judgement
  /** Null where nothing was injected. */
  readonly measured: Measured | null
  readonly observation: Observation | null
  readonly timeline: readonly TimelineEntry[]
  readonly seen: Seen | null
}

/** How often stop conditions are looked at and the timeline is filled. */
const lookEveryMs = 250

/** Steady state before, the fault, its end whatever happens, and what came of it. */
export async function runExperiment(subject: Subject, plan: RunPlan, hooks: Hooks): Promise<RunResult> {
  const timeline: TimelineEntry[] = []
  const tell = (event: Event, note = '') => {
    const entry = { at: new Date().toISOString(), event, note }
    timeline.push(entry)
    hooks.happened(entry)
  }
  const loads = startLoads(subject, plan)
  try {
    const startedMs = performance.now()
    await pause(plan.phases.baselineMs, hooks.signal)
    const unready = await unreadiness(subject, loads, plan)
    if (unready !== null) return { ...nothing(unready), timeline }
    tell('steady_before')
    await hooks.beforeInjection()
    const injectedMs = performance.now()
    const stopped = await underFault(subject, plan, { loads, hooks, tell, injectedMs })
    await hooks.afterRemoval()
    const removedMs = performance.now()
    tell('removed')
    await pause(plan.phases.recoveryMs, new AbortController().signal)
    await stopAll(loads)
    const marks = { startedMs, injectedMs, removedMs, endedMs: performance.now() }
    const seen = await subject.seen()
    const rollbackVerified = await subject.isAsBefore()
    const observation = observationOf(subject, plan, { loads, marks, seen })
    const measured = measure(observation)
    if (Number.isFinite(measured.metrics.time_to_recover)) tell('recovered')
    if (rollbackVerified) tell('steady_after')
    const { contract, minEvidence } = plan
    const judgement = judge(measured, { contract, minEvidence, stopped, rollbackVerified })
    return { judgement, measured, observation, timeline, seen }
  } finally {
    await stopAll(loads)
    await subject.remove()
  }
}

type Loads = { readonly fault: Load; readonly control: Load }

function startLoads(subject: Subject, { load }: RunPlan): Loads {
  const start = (arm: 'fault' | 'control') => startLoad({ ...load, call: (index) => subject.call(arm, index) })
  return { fault: start('fault'), control: start('control') }
}

async function stopAll({ fault, control }: Loads): Promise<void> {
  await Promise.all([fault.stop(), control.stop()])
}

function nothing(judgement: Judgement): Omit<RunResult, 'timeline'> {
  return { judgement, measured: null, observation: null, seen: null }
}

/** Null where both arms are healthy enough to be broken. */
async function unreadiness(subject: Subject, loads: Loads, { slo, load }: RunPlan): Promise<Judgement | null> {
  if ((await subject.seen()).sawSignatureV4)
    return refused('requests are signed with AWS Signature 4, which covers the host: no proxy can pass them on')
  for (const arm of ['fault', 'control'] as const) {
    // Those of the first moments open connections and fetch tokens.
    const settled = loads[arm].samples.slice(load.burst)
    const failed = settled.filter(({ outcome }) => outcome.kind === 'failed').length
    if (settled.length === 0 || 1 - failed / settled.length < slo.successRatio)
      return {
        verdict: 'not-ready',
        reasons: [{ because: `before the fault, ${failed} of ${settled.length} calls of the ${arm} arm failed` }],
      }
  }
  return null
}

function refused(because: string): Judgement {
  return { verdict: 'refused', reasons: [{ because }] }
}

type Under = {
  readonly loads: Loads
  readonly hooks: Hooks
  readonly injectedMs: number
  readonly tell: (event: Event, note?: string) => void
}

/** Resolves, with the fault removed, when its time is over or something has stopped it; says what. */
async function underFault(
  subject: Subject,
  plan: RunPlan,
  { loads, hooks, tell, injectedMs }: Under,
): Promise<string | null> {
  const stops = watchFor(plan.stops)
  const told = new Set<Event>()
  const once = (event: Event, isSo: boolean) => {
    if (isSo && !told.has(event)) tell(event)
    if (isSo) told.add(event)
  }
  let stopped: string | null = null
  let renewedMs = injectedMs
  try {
    await subject.inject(plan.order)
    tell('injected')
    while (stopped === null && performance.now() - injectedMs < plan.phases.faultMs) {
      await pause(Math.min(lookEveryMs, plan.phases.faultMs), hooks.signal)
      const seen = await subject.seen()
      once('first_mutation', seen.counts.firstStruckMs !== null)
      once('detected', (seen.monitor?.detectedMs ?? null) !== null)
      once('notified', (seen.monitor?.alertedMs ?? null) !== null)
      stopped = hooks.signal.aborted ? 'it was called off' : await stops.reached(seen, loads.fault.samples, injectedMs)
      if (performance.now() - renewedMs < (heartbeatSeconds * 1_000) / 2) continue
      renewedMs = performance.now()
      if (!(await subject.renew()) && stopped === null) stopped = 'the lease ended before the run did'
    }
  } finally {
    await subject.remove()
  }
  if (stopped !== null) tell('stopped', stopped)
  return stopped
}

type Taken = { readonly loads: Loads; readonly marks: Observation['marks']; readonly seen: Seen }

function observationOf(subject: Subject, { order, slo }: RunPlan, { loads, marks, seen }: Taken): Observation {
  const { wire, counts, log, leaks, monitor, failOpen, duplicates, acceptedAfterRevocationMs, alerts } = seen
  return {
    fault: order.fault,
    marks,
    slo,
    instances: subject.instances,
    arms: {
      fault: { samples: loads.fault.samples, wire: wire.fault },
      control: { samples: loads.control.samples, wire: wire.control },
    },
    ...{ counts, log, leaks, monitor, failOpen, duplicates, acceptedAfterRevocationMs, alerts },
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined)
}
