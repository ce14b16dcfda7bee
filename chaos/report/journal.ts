import { arch, platform, release } from 'node:os'
import { seenJson } from '../../functions/core/model/unseen.ts'
import type { Experiment } from '../experiment/experiment.ts'
import type { SecretLeak } from '../measures/leaks.ts'
import type { Measured } from '../measures/measure.ts'
import type { MetricName } from '../measures/metric.ts'
import type { PartResult } from '../part-result.ts'
import type { Propagation } from '../service/propagation.ts'
import type { TracePropagation } from '../traces/trace-propagation.ts'
import type { RunResult } from '../trial/run-result.ts'
import type { TimelineEntry } from '../trial/timeline.ts'
import type { ChaosVerdict, VerdictReason } from '../verdict.ts'
import { type JournalFault, journalFaults, judgeParts, secondsOfParts } from './journal-faults.ts'
import type { Second } from './seconds.ts'

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
  /** Names of all faults, and of their variants, in the order of the file. */
  readonly fault: string
  readonly variant: string
  readonly expected: string
  /** Each fault by itself. */
  readonly faults: readonly JournalFault[]
  readonly environment: string
  readonly target: string
  readonly verdict: ChaosVerdict
  readonly verdictReasons: readonly VerdictReason[]
  readonly timeline: readonly TimelineEntry[]
  /** `null` if nothing was injected, and in a run of several faults: each has its own. */
  readonly measured: Measured | null
  readonly effectiveness: { readonly eligible: number; readonly injected: number; readonly accepted_mutants: number }
  readonly propagation: readonly Propagation[]
  /** Spread of each part, by traces of its own calls; `null` for a part without any. */
  readonly traces: readonly (TracePropagation | null)[]
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

export type JournalParts = {
  readonly runId: string
  readonly experiment: Experiment
  /** Parts that were run, in order. */
  readonly results: readonly [PartResult, ...PartResult[]]
  readonly startedAt: number
  readonly endedAt: number
}

export function journalOf({ runId, experiment, results, startedAt, endedAt }: JournalParts): ExperimentJournal {
  const { verdict } = judgeParts(results)
  const [start, end] = [startedAt, endedAt].map((at) => new Date(at).toISOString())
  const timelines = results.map(({ result }) => result.timeline)
  const isMet = (timeline: RunResult['timeline'] | undefined, event: TimelineEntry['event']) => ({
    steady_state_met: momentOf(timeline, event) !== undefined,
  })
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
    steady_states: {
      before: isMet(timelines[0], 'steady_before'),
      during: { steady_state_met: null },
      after: isMet(timelines.at(-1), 'steady_after'),
    },
    run: timelines.flatMap((one) => activity('inject', momentOf(one, 'injected'), momentOf(one, 'removed'))),
    rollbacks: timelines.flatMap((one) => activity('reset', momentOf(one, 'removed'), momentOf(one, 'removed'))),
    tokenwatch: detailsOf({ runId, experiment, results }),
  }
}

const momentOf = (timeline: RunResult['timeline'] | undefined, event: TimelineEntry['event']): string | undefined =>
  timeline?.find((entry) => entry.event === event)?.at

function detailsOf({
  runId,
  experiment,
  results,
}: Pick<JournalParts, 'runId' | 'experiment' | 'results'>): JournalDetails {
  const { target, seed, hash: experimentHash, environment } = experiment
  const { verdict, reasons } = judgeParts(results)
  const faults = journalFaults(results)
  const [first] = results
  const isOne = faults.length === 1
  const joined = (of: (fault: JournalFault) => string) => [...new Set(faults.map(of))].join(', ')
  const sum = (of: (fault: JournalFault) => number) => faults.reduce((total, fault) => total + of(fault), 0)
  const unmeasured = [...new Set(results.flatMap(({ result }) => result.seen?.unmeasured ?? []))]
  return {
    schema: 'tokenwatch.chaos.journal/1',
    runId,
    seed,
    experimentHash,
    fault: joined(({ fault }) => fault),
    variant: joined(({ variant }) => variant),
    expected: joined(({ expected }) => expected),
    faults,
    environment,
    target: target.kind === 'lab' ? `lab: ${target.client}` : target.name,
    verdict,
    verdictReasons: reasons,
    timeline: results.flatMap(({ result }) => result.timeline).toSorted((one, other) => one.at.localeCompare(other.at)),
    measured: isOne ? first.result.measured : null,
    effectiveness: {
      eligible: sum(({ effectiveness }) => effectiveness.eligible),
      injected: sum(({ effectiveness }) => effectiveness.injected),
      accepted_mutants: sum(({ effectiveness }) => effectiveness.accepted_mutants),
    },
    propagation: results.flatMap(({ part, propagation }) =>
      propagation.map((one) => (results.length === 1 ? one : { ...one, during: part.fault.definition.id })),
    ),
    traces: results.map(({ traces }) => traces),
    leaks: joinedLeaks(results),
    unjudged: unmeasured.filter((name) => results.some((one) => isUnjudged(name, one))),
    unmeasured,
    seconds: secondsOfParts(results),
    removedAt: isOne ? removedAt(first.result) : null,
    rollbackVerified: results.every(({ result }) => momentOf(result.timeline, 'steady_after') !== undefined),
  }
}

/** Returns true for a limit without a figure. No leak is none if there was no log to search. */
const isUnjudged = (name: MetricName, { part, result }: PartResult): boolean => {
  const figure = result.measured?.metrics[name]
  return part.contract[name] !== undefined && (figure === null || (name === 'leaked_secrets' && figure === 0))
}

/** Each part searches all that it sees, so the last one that found a secret counts. */
function joinedLeaks(results: readonly PartResult[]): readonly SecretLeak[] {
  const leaks = results.flatMap(({ result }) => result.seen?.leaks ?? [])
  return [...new Map(leaks.map((leak) => [`${leak.where} ${leak.fingerprint}`, leak])).values()]
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
  return `${seenJson(JSON.stringify(journal, spell, 2))}\n`
}
