import { escapeMarkdown } from '../../functions/core/model/markdown.ts'
import { formatMetric, metricNames } from '../measures/metric.ts'
import type { ExperimentJournal, JournalDetails } from './journal.ts'
import { traceHeads, traceRows, traceSentences } from './trace-words.ts'
import { contactHeads, contactWords, faultHeads, faultWords, unjudgedWords, verdictReasonWords } from './words.ts'

/** The part of a journal that Markdown shows. */
export type MarkdownRun = {
  readonly experiment: Pick<ExperimentJournal['experiment'], 'title' | 'description'>
  readonly tokenwatch: Pick<
    JournalDetails,
    | 'verdict'
    | 'verdictReasons'
    | 'measured'
    | 'timeline'
    | 'fault'
    | 'variant'
    | 'faults'
    | 'expected'
    | 'propagation'
    | 'traces'
    | 'leaks'
    | 'unjudged'
    | 'unmeasured'
  >
}

/** Writes a run as Markdown, for pull requests and wikis. */
export function markdownOf({ experiment, tokenwatch }: MarkdownRun): string {
  const { verdict, verdictReasons, fault, variant, expected } = tokenwatch
  const words = [...verdictReasons.map(verdictReasonWords), ...unjudgedWords(tokenwatch.unjudged)]
  const reasons = words.map((one) => `- ${escapeMarkdown(one)}\n`)
  const parts = [
    `# ${escapeMarkdown(experiment.title)}: ${verdict}\n`,
    `${escapeMarkdown(experiment.description)}\n`,
    `Fault: \`${fault}\`, ${escapeMarkdown(variant)}. Expected: ${escapeMarkdown(expected)}.\n`,
    reasons.join(''),
    table(faultHeads, faultWords(tokenwatch.faults)),
    timelineTable(tokenwatch),
    ...figuresOfFaults(tokenwatch),
    propagationTable(tokenwatch),
    ...tracesOf(tokenwatch),
    leakTable(tokenwatch),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** Returns an empty text when there are no rows. Cells are Markdown already. */
function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return ''
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`)
  return lines.join('')
}

/** Shows the figures of each fault. A run of one fault has the same figures itself. */
function figuresOfFaults(tokenwatch: MarkdownRun['tokenwatch']): readonly string[] {
  const figuresOf = (run: Pick<MarkdownRun['tokenwatch'], 'measured' | 'unmeasured'>) => [
    metricTable(run),
    armTable(run),
    run.measured === null ? '' : table(contactHeads, contactWords(run.measured.contacts)),
  ]
  const { faults, unmeasured } = tokenwatch
  if (faults.length < 2) return figuresOf(tokenwatch)
  return faults.flatMap(({ fault, variant, measured }) => [
    `## ${escapeMarkdown(`${fault} ${variant}`)}\n`,
    ...figuresOf({ measured, unmeasured }),
  ])
}

function timelineTable({ timeline }: MarkdownRun['tokenwatch']): string {
  const rows = timeline.map(({ at, event, note }) => [at, `${event}${note === '' ? '' : `: ${escapeMarkdown(note)}`}`])
  return table(['when', 'what'], rows)
}

function metricTable({ measured, unmeasured }: Pick<MarkdownRun['tokenwatch'], 'measured' | 'unmeasured'>): string {
  if (measured === null) return ''
  const rows = metricNames.flatMap((name) => {
    const value = measured.metrics[name]
    if (value !== null) return [[name, formatMetric(name, value)]]
    return unmeasured.includes(name) ? [[name, 'not measured with this target']] : []
  })
  return table(['metric', 'value'], rows)
}

function armTable({ measured }: Pick<MarkdownRun['tokenwatch'], 'measured'>): string {
  if (measured === null) return ''
  const rows = (['baseline', 'fault', 'control', 'recovery'] as const).map((arm) => {
    const { calls, ok, degraded, failed, p50Ms, p95Ms, p99Ms } = measured[arm]
    const latencies = [p50Ms, p95Ms, p99Ms].map((value) => (value === null ? '' : `${Math.round(value)} ms`))
    return [arm, calls, ok, degraded, failed, ...latencies]
  })
  return table(['arm', 'calls', 'ok', 'degraded', 'failed', 'p50', 'p95', 'p99'], rows)
}

function propagationTable({ propagation }: MarkdownRun['tokenwatch']): string {
  const rows = propagation.map(({ service, baseline, fault, firstFailureSeconds }) => [
    escapeMarkdown(service),
    percent(baseline),
    percent(fault),
    firstFailureSeconds === null ? '' : `${firstFailureSeconds.toFixed(1)} s`,
  ])
  return table(['service', 'errors before', 'errors during', 'first failure after'], rows)
}

function tracesOf({ traces }: MarkdownRun['tokenwatch']): readonly string[] {
  return traces.flatMap((one) => {
    if (one === null) return []
    const rows = traceRows(one).map((cells) => cells.map(escapeMarkdown))
    return [`${traceSentences(one).map(escapeMarkdown).join(' ')}\n`, table(traceHeads, rows)]
  })
}

function leakTable({ leaks }: MarkdownRun['tokenwatch']): string {
  const rows = leaks.map(({ where, fingerprint, count }) => [escapeMarkdown(where), `\`${fingerprint}\``, count])
  return table(['leaked secret found in', 'fingerprint', 'count'], rows)
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`
