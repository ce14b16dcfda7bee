import { arch, platform, release } from 'node:os'
import type { Experiment } from '../experiment/experiment.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { Measured } from '../measures/measure.ts'
import type { MetricName } from '../measures/metric.ts'
import type { RunResult } from '../trial/run-result.ts'
import type { TimelineEntry } from '../trial/timeline.ts'
import type { ChaosVerdict, VerdictReason } from '../verdict.ts'
import { type Second, secondsOfRun } from './seconds.ts'

/**
 * The journal of a run: the keys of a Chaos Toolkit journal, and Tokenwatch's own fields under `tokenwatch`. It is built field by field from
 * names and numbers, so that no header, body or secret can enter it.
 */
export type ExperimentJournal = {
  readonly 'chaoslib-version': string
  readonly platform: string
  readonly node: string
  readonly experiment: { readonly title: string; readonly description: string }
  readonly start: string
  readonly end: string
  readonly duration: number
  readonly status: 'completed' | 'failed' | 'aborted'
  readonly deviated: boolean
  readonly steady_states: { readonly before: SteadyState; readonly during: SteadyState; readonly after: SteadyState }
  readonly run: readonly Activity[]
  readonly rollbacks: readonly Activity[]
  readonly tokenwatch: JournalDetails
}

type SteadyState = { readonly steady_state_met: boolean | null }
type Activity = {
  readonly activity: { readonly type: 'action'; readonly name: string }
  readonly status: 'succeeded' | 'failed'
  readonly start: string
  readonly end: string
  readonly duration: number
  readonly output: null
}

export type JournalDetails = {
  readonly schema: 'tokenwatch.chaos.journal/1'
  readonly runId: string
  readonly seed: number
  readonly experimentHash: string
  readonly fault: string
  readonly variant: string
  readonly expected: string
  readonly environment: string
  readonly target: string
  readonly verdict: ChaosVerdict
  readonly verdictReasons: readonly VerdictReason[]
  readonly timeline: readonly TimelineEntry[]
  /** `null` if nothing was injected. */
  readonly measured: Measured | null
  readonly effectiveness: { readonly eligible: number; readonly injected: number; readonly accepted_mutants: number }
  readonly propagation: readonly Propagation[]
  readonly leaks: readonly SecretLeak[]
  /** Metrics that have a limit and could not be measured. The verdict says nothing about them. */
  readonly unjudged: readonly MetricName[]
  /** Metrics that cannot be measured with a target of this kind. */
  readonly unmeasured: readonly MetricName[]
  readonly seconds: readonly Second[]
  /** Seconds from the injection to the removal; `null` if nothing was injected. */
  readonly removedAt: number | null
  readonly rollbackVerified: boolean
}

/** Error ratios of a dependent service, before the fault and during it. */
export type Propagation = {
  readonly service: string
  readonly baseline: number
  readonly fault: number
  readonly delta: number
  /** Seconds from the injection to the first failure; `null` if there was none. */
  readonly firstFailureSeconds: number | null
}

export type JournalParts = {
  readonly runId: string
  readonly experiment: Experiment
  readonly result: RunResult
  readonly propagation: readonly Propagation[]
  readonly startedAt: number
  readonly endedAt: number
}

export function journalOf({
  runId,
  experiment,
  result,
  propagation,
  startedAt,
  endedAt,
}: JournalParts): ExperimentJournal {
  const { verdict, reasons } = result.judgement
  const [start, end] = [startedAt, endedAt].map((at) => new Date(at).toISOString())
  const happenedAt = (event: TimelineEntry['event']) => result.timeline.find((entry) => entry.event === event)?.at
  const isMet = (event: TimelineEntry['event']) => ({ steady_state_met: happenedAt(event) !== undefined })
  const { target, fault, seed, hash: experimentHash, environment } = experiment
  const counts = result.seen?.counts
  return {
    'chaoslib-version': 'tokenwatch',
    platform: `${platform()}-${release()}-${arch()}`,
    node: 'tokenwatch',
    experiment: { title: experiment.title, description: experiment.description },
    start: start ?? '',
    end: end ?? '',
    duration: (endedAt - startedAt) / 1_000,
    status:
      verdict === 'aborted' ? 'aborted' : verdict === 'refused' || verdict === 'not-ready' ? 'failed' : 'completed',
    deviated: verdict !== 'resilient',
    steady_states: { before: isMet('steady_before'), during: { steady_state_met: null }, after: isMet('steady_after') },
    run: activity('inject', happenedAt('injected'), happenedAt('removed')),
    rollbacks: activity('reset', happenedAt('removed'), happenedAt('removed')),
    tokenwatch: {
      schema: 'tokenwatch.chaos.journal/1',
      runId,
      seed,
      experimentHash,
      fault: fault.definition.id,
      variant: fault.variantName,
      expected: fault.definition.expected,
      environment,
      target: target.kind === 'lab' ? `lab: ${target.client}` : target.name,
      verdict,
      verdictReasons: reasons,
      timeline: result.timeline.toSorted((one, other) => one.at.localeCompare(other.at)),
      measured: result.measured,
      effectiveness: {
        eligible: counts?.eligible ?? 0,
        injected: counts?.injected ?? 0,
        accepted_mutants: counts?.acceptedMutants ?? 0,
      },
      propagation,
      leaks: result.seen?.leaks ?? [],
      unjudged: (result.seen?.unmeasured ?? []).filter(
        (name) => experiment.contract[name] !== undefined && result.measured?.metrics[name] === null,
      ),
      unmeasured: result.seen?.unmeasured ?? [],
      seconds: result.observation === null ? [] : secondsOfRun(result.observation),
      removedAt: removedAt(result),
      rollbackVerified: happenedAt('steady_after') !== undefined,
    },
  }
}

function activity(name: string, start: string | undefined, end: string | undefined): readonly Activity[] {
  if (start === undefined) return []
  const until = end ?? start
  const duration = (Date.parse(until) - Date.parse(start)) / 1_000
  const status = end === undefined ? 'failed' : 'succeeded'
  return [{ activity: { type: 'action', name }, status, start, end: until, duration, output: null }]
}

function removedAt({ observation }: RunResult): number | null {
  if (observation === null) return null
  const { injectedMs, removedMs } = observation.marks
  return (removedMs - injectedMs) / 1_000
}

/** Writes a journal as JSON. Infinity becomes the word `never`, because JSON has no infinity. */
export function journalText(journal: ExperimentJournal): string {
  const spell = (_name: string, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'never' : value)
  return `${JSON.stringify(journal, spell, 2)}\n`
}
