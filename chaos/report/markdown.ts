import { formatMetric, metricNames } from '../measures/metric.ts'
import type { ExperimentJournal } from './journal.ts'
import { reasonWords } from './words.ts'

/** A run as Markdown, for pull requests and wikis. */
export function markdownOf({ experiment, tokenwatch }: ExperimentJournal): string {
  const { verdict, verdictReasons, measured, timeline, fault, variant, expected, propagation, leaks, unmeasured } =
    tokenwatch
  const lines = [
    `# ${experiment.title}: ${verdict}`,
    '',
    experiment.description,
    '',
    `Fault: \`${fault}\`, ${variant}. A good client: ${expected}.`,
    '',
    ...verdictReasons.map((reason) => `- ${reasonWords(reason)}`),
    ...(verdictReasons.length > 0 ? [''] : []),
    '| when | what |',
    '|---|---|',
    ...timeline.map(({ at, event, note }) => `| ${at} | ${event}${note === '' ? '' : `: ${note}`} |`),
  ]
  if (measured !== null) {
    lines.push('', '| metric | value |', '|---|---|')
    for (const name of metricNames) {
      const value = measured.metrics[name]
      if (value !== null) lines.push(`| ${name} | ${formatMetric(name, value)} |`)
      else if (unmeasured.includes(name)) lines.push(`| ${name} | not measured with this target |`)
    }
    lines.push('', '| arm | calls | ok | degraded | failed | p50 | p95 | p99 |', '|---|---|---|---|---|---|---|---|')
    for (const arm of ['baseline', 'fault', 'control', 'recovery'] as const) {
      const { calls, ok, degraded, failed, p50Ms, p95Ms, p99Ms } = measured[arm]
      const latencies = [p50Ms, p95Ms, p99Ms].map((value) => (value === null ? '' : `${Math.round(value)} ms`))
      lines.push(`| ${[arm, calls, ok, degraded, failed, ...latencies].join(' | ')} |`)
    }
  }
  if (propagation.length > 0)
    lines.push('', '| service | errors before | errors during | first after |', '|---|---|---|---|')
  for (const { service, baseline, fault: during, firstFailureSeconds } of propagation)
    lines.push(
      `| ${service} | ${percent(baseline)} | ${percent(during)} | ${firstFailureSeconds === null ? '' : `${firstFailureSeconds.toFixed(1)} s`} |`,
    )
  if (leaks.length > 0) lines.push('', '| secret printed in | which | how often |', '|---|---|---|')
  for (const { where, fingerprint, count } of leaks) lines.push(`| ${where} | \`${fingerprint}\` | ${count} |`)
  return `${lines.join('\n')}\n`
}

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`
