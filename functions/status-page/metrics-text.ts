import { seenText } from '../core/model/unseen.ts'
import { type CheckView, shownStandings } from './check-view.ts'
import type { StatusView } from './view.ts'

/** Media type of the text format that Prometheus scrapes. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Readonly<Record<string, string>>
type MetricSample = readonly [labels: Labels, value: number]

/**
 * Writes the view in the text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats). A check that is stale or was
 * never judged is not valid there.
 */
export function metricsText(view: StatusView): string {
  const { deployment, checks, monitor, unread, at } = view
  const all = { deployment }
  const of = (check: CheckView): Labels => ({
    ...all,
    check: check.key,
    environment: check.environment,
    provider: check.provider,
  })
  const each = (value: (check: CheckView) => number | null): readonly MetricSample[] =>
    checks.flatMap((check) => {
      const found = value(check)
      return found === null ? [] : [[of(check), found] as const]
    })
  return [
    gauge('tokenwatch_monitor_up', '1 if every cadence of the monitor ticks and judges.', [
      [all, Number(monitor.length === 0)],
    ]),
    gauge('tokenwatch_read_complete', '1 if everything could be read.', [[all, Number(unread.length === 0)]]),
    gauge('tokenwatch_data_timestamp_seconds', 'Instant of the data.', [[all, at / 1_000]]),
    gauge(
      'tokenwatch_check_valid',
      '1 if the credential is proved valid now.',
      each(({ shown }) => Number(shown === 'valid')),
    ),
    gauge(
      'tokenwatch_check_standing',
      'Standing of the check: 1 for the present one.',
      checks.flatMap((check) =>
        shownStandings.map((standing) => [{ ...of(check), standing }, Number(check.shown === standing)] as const),
      ),
    ),
    gauge(
      'tokenwatch_check_reason',
      'Reason of the check.',
      checks.map((check) => [{ ...of(check), reason: check.reason }, 1]),
    ),
    gauge(
      'tokenwatch_check_since_timestamp_seconds',
      'Start of the reason.',
      each(({ since }) => (since === null ? null : since / 1_000)),
    ),
    gauge(
      'tokenwatch_check_judged_timestamp_seconds',
      'Last verdict.',
      each(({ judgedAt }) => (judgedAt === null ? null : judgedAt / 1_000)),
    ),
    gauge(
      'tokenwatch_check_expiry_timestamp_seconds',
      'Known end of the credential.',
      each(({ expiry }) => (expiry === null || expiry.at === 'never' ? null : expiry.at)),
    ),
    gauge(
      'tokenwatch_incident_open',
      'Open incident of the check.',
      checks.flatMap((check) => incidentSample(check, of(check))),
    ),
  ].join('')
}

function incidentSample({ incident }: CheckView, labels: Labels): readonly MetricSample[] {
  if (incident === null) return []
  const { severity, acknowledged } = incident.incident
  return [[{ ...labels, severity, acknowledged: acknowledged === null ? 'no' : 'yes' }, 1]]
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): string {
  const lines = samples.map(([labels, value]) => `${name}{${spelled(labels)}} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

const spelled = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')

/** A label's value has no other escapes. */
const escaped = (text: string): string =>
  seenText(text).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
