import { html, raw } from 'hono/html'
import { formatMetric, metricNames } from '../measures/metric.ts'
import { type Bar, chart } from './chart.ts'
import type { ExperimentJournal, JournalDetails } from './journal.ts'
import type { Second } from './seconds.ts'
import { style } from './style.ts'
import { traceHeads, traceRows, traceSentences } from './trace-words.ts'
import { faultLabel } from './trend.ts'
import {
  contactHeads,
  contactWords,
  faultHeads,
  faultMarks,
  faultWords,
  unjudgedWords,
  verdictReasonWords,
} from './words.ts'

/** Writes the last run as one HTML file that loads nothing: verdict, charts, timeline, figures, and the trend over earlier runs. */
export async function htmlOf(earlier: readonly ExperimentJournal[], last: ExperimentJournal): Promise<string> {
  const { experiment, start, tokenwatch } = last
  const { verdict, verdictReasons, timeline, fault, variant, expected, target, environment } = tokenwatch
  const page = await html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${experiment.title}: ${verdict}</title>
<meta name="viewport" content="width=device-width"><style>${raw(style)}</style></head><body>
<h1>${experiment.title}</h1><p class="verdict ${verdict}">${verdict}</p>
<p>${experiment.description}</p>
<p><code>${fault}</code> ${variant} against ${target} in ${environment}, ${start}. Expected: ${expected}.</p>
<ul>${[...verdictReasons.map(verdictReasonWords), ...unjudgedWords(tokenwatch.unjudged)].map((words) => html`<li>${words}</li>`)}</ul>
${faultTable(tokenwatch)}${charts(tokenwatch)}
<h2>Timeline</h2><table>${timeline.map(({ at, event, note }) => html`<tr><td>${at}</td><td>${event}</td><td>${note}</td></tr>`)}</table>
${figuresOfFaults(tokenwatch)}${propagation(tokenwatch)}${tracesOf(tokenwatch)}${leaks(tokenwatch)}${trend([...earlier, last])}
</body></html>`
  return `${page}\n`
}

function faultTable({ faults }: JournalDetails) {
  const rows = faultWords(faults).map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)
  if (rows.length === 0) return ''
  return html`<h2>Faults</h2><table><tr>${faultHeads.map((head) => html`<th>${head}</th>`)}</tr>${rows}</table>`
}

/** Shows the figures of each fault. A run of one fault has the same figures itself. */
function figuresOfFaults(details: JournalDetails) {
  const { faults } = details
  if (faults.length < 2) return html`${figures(details)}${arms(details)}${contacts(details)}`
  return faults.map(({ fault, variant, measured }) => {
    const own = { ...details, measured }
    return html`<h2>${fault} ${variant}</h2>${figures(own)}${arms(own)}${contacts(own)}`
  })
}

function charts({ seconds, removedAt, faults }: JournalDetails) {
  const [first] = seconds
  if (first === undefined) return ''
  const removed = removedAt === null ? [] : [[removedAt, 'removal'] as const]
  const marks = faults.length > 0 ? faultMarks(faults) : [[0, 'injection'] as const, ...removed]
  const lines = marks.map(([at, words]) => [at - first.at, words] as const)
  const scale = { lines, from: `${first.at} s`, to: `${seconds.at(-1)?.at ?? 0} s` }
  const callsOf = (arm: 'fault' | 'control') =>
    seconds.map(
      ({ at, [arm]: { ok, degraded, failed } }): Bar => ({
        parts: [
          ['ok', ok],
          ['degraded', degraded],
          ['failed', failed],
        ],
        title: `${at} s: ${ok} ok, ${degraded} degraded, ${failed} failed`,
      }),
    )
  const drawn = [
    ['Calls a second, fault arm', callsOf('fault')],
    ['Calls a second, control arm', callsOf('control')],
    ['Latency in ms of 95 % of the calls, fault arm', latenciesOf(seconds, 'fault')],
    ['Latency in ms of 95 % of the calls, control arm', latenciesOf(seconds, 'control')],
    ['Requests a second to the API, fault arm', requestsOf(seconds, 'requests')],
    ['Requests a second to the identity provider, fault arm', requestsOf(seconds, 'idp')],
    ['Requests a second to the secret store, fault arm', requestsOf(seconds, 'secrets')],
  ] as const
  return html`${drawn.map(([title, bars]) => (bars.length === 0 ? '' : html`<h2>${title}</h2>${chart(bars, scale)}`))}
<p class="key"><b class="ok">ok</b> <b class="degraded">degraded</b> <b class="failed">failed</b> <b class="requests">requests, latency</b>; dashed lines are the injection, at 0 s, and the removal</p>`
}

function latenciesOf(seconds: readonly Second[], arm: 'fault' | 'control'): readonly Bar[] {
  return seconds.map(({ at, [arm]: { p95Ms } }) => ({
    parts: [['requests', p95Ms ?? 0]],
    title: `${at} s: ${p95Ms === null ? 'no call' : `${Math.round(p95Ms)} ms`}`,
  }))
}

/** Returns no bars if nobody saw the requests. */
function requestsOf(seconds: readonly Second[], plane: 'requests' | 'idp' | 'secrets'): readonly Bar[] {
  return seconds.flatMap(({ at, fault: { [plane]: count } }): Bar[] =>
    count === null ? [] : [{ parts: [['requests', count]], title: `${at} s: ${count} requests` }],
  )
}

function figures({ measured, unmeasured }: JournalDetails) {
  const rows = metricNames.flatMap((name) => {
    const value = measured?.metrics[name] ?? null
    if (value !== null) return [html`<tr><td>${name}</td><td>${formatMetric(name, value)}</td></tr>`]
    return unmeasured.includes(name) ? [html`<tr><td>${name}</td><td>not measured with this target</td></tr>`] : []
  })
  return html`<h2>Figures</h2><table>${rows}</table>`
}

function arms({ measured }: JournalDetails) {
  if (measured === null) return ''
  const milliseconds = (value: number | null) => (value === null ? '' : `${Math.round(value)} ms`)
  const rows = (['baseline', 'fault', 'control', 'recovery'] as const).map((arm) => {
    const { calls, ok, degraded, failed, p50Ms, p95Ms, p99Ms } = measured[arm]
    const cells = [arm, calls, ok, degraded, failed, ...[p50Ms, p95Ms, p99Ms].map(milliseconds)]
    return html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`
  })
  return html`<h2>Arms</h2><table><tr><th>arm</th><th>calls</th><th>ok</th><th>degraded</th><th>failed</th><th>p50</th><th>p95</th><th>p99</th></tr>${rows}</table>`
}

function contacts({ measured }: JournalDetails) {
  if (measured === null) return ''
  const rows = contactWords(measured.contacts).map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )
  return html`<h2>Requests that the fault could have met</h2><table><tr>${contactHeads.map((head) => html`<th>${head}</th>`)}</tr>${rows}</table>`
}

function propagation({ propagation: services }: JournalDetails) {
  if (services.length === 0) return ''
  const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`
  const rows = services.map(
    ({ service, baseline, fault, firstFailureSeconds }) =>
      html`<tr><td>${service}</td><td>${percent(baseline)}</td><td>${percent(fault)}</td><td>${firstFailureSeconds === null ? 'never' : `${firstFailureSeconds.toFixed(1)} s`}</td></tr>`,
  )
  return html`<h2>Propagation</h2><table><tr><th>service</th><th>errors before</th><th>errors during</th><th>first failure after</th></tr>${rows}</table>`
}

function tracesOf({ traces }: JournalDetails) {
  return traces.map((one) => {
    if (one === null) return ''
    const rows = traceRows(one).map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)
    return html`<h2>Propagation by traces</h2>${traceSentences(one).map((words) => html`<p>${words}</p>`)}
<table><tr>${traceHeads.map((head) => html`<th>${head}</th>`)}</tr>${rows}</table>`
  })
}

function leaks({ leaks: found }: JournalDetails) {
  if (found.length === 0) return ''
  const rows = found.map(
    ({ where, fingerprint, count }) =>
      html`<tr><td>${where}</td><td><code>${fingerprint}</code></td><td>${count}</td></tr>`,
  )
  return html`<h2>Leaked secrets</h2><table><tr><th>found in</th><th>fingerprint</th><th>times</th></tr>${rows}</table>`
}

/** Metrics whose trend is shown. */
const trendMetrics = ['success_ratio', 'amplification.api', 'amplification.idp', 'time_to_recover'] as const

/** Shows the runs of the same experiment, oldest first. */
function trend(journals: readonly ExperimentJournal[]) {
  const hash = journals.at(-1)?.tokenwatch.experimentHash
  const runs = journals.filter(({ tokenwatch }) => tokenwatch.experimentHash === hash)
  if (runs.length < 2) return ''
  const bars = (name: (typeof trendMetrics)[number], place: number | null) =>
    runs.map(({ start, tokenwatch }): Bar => {
      const { measured, verdict } = place === null ? tokenwatch : { ...tokenwatch, ...tokenwatch.faults[place] }
      const value = measured?.metrics[name] ?? null
      const barTitle = `${start}: ${verdict}${value === null ? '' : `, ${formatMetric(name, value)}`}`
      return { parts: [[`run ${verdict}`, value === null || !Number.isFinite(value) ? 0 : value]], title: barTitle }
    })
  const scale = { from: runs[0]?.start ?? '', to: runs.at(-1)?.start ?? '' }
  // Of several faults, each has figures of its own.
  const faults = runs.at(-1)?.tokenwatch.faults ?? []
  const places = faults.length > 1 ? [...faults.keys()] : [null]
  const titleOf = (name: string, place: number | null) => {
    const fault = place === null ? undefined : faults[place]
    return fault === undefined || place === null ? name : `${faultLabel(fault, place)}: ${name}`
  }
  return html`<h2>Trend over ${runs.length} runs</h2><p>${runs.map(({ tokenwatch: { verdict } }) => verdict).join(', ')}</p>
${places.map((place) => trendMetrics.map((name) => html`<h3>${titleOf(name, place)}</h3>${chart(bars(name, place), scale)}`))}`
}
