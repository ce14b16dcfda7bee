import { instantOf } from '../../core/alerting/messages/instant.ts'
import { formatDuration } from '../../core/model/duration.ts'
import { standingOf } from '../../core/model/reason.ts'
import type { EndedIncident, HistoryChange } from '../../core/state/history.ts'
import type { Uptime } from '../../core/state/uptime.ts'
import type { CheckView } from '../check-view.ts'
import type { StatusView } from '../view.ts'
import { standingMarks, uptimeWords } from '../words.ts'
import { type Html, html } from './hypertext.ts'
import { age, checkName, nothing, type PageSurroundings } from './markup.ts'

/** Writes the uptime of a check, its incidents that are over, and its changes. Nothing if its history could not be read. */
export function historySection({ history }: CheckView, view: StatusView): Html {
  if (history === null) return nothing
  const { uptimes, ended, changes, earlier } = history
  return html`<section aria-labelledby="uptime"><h3 id="uptime">Uptime</h3>
<ul class="plain">${uptimes.map(uptimeLine)}</ul></section>
<section aria-labelledby="ended"><h3 id="ended">Ended incidents</h3>${ended.length === 0 ? html`<p>None has ended in the last 90 days.</p>` : html`<ul class="plain">${ended.map((one) => html`<li>${endedWords(one, view)}</li>`)}</ul>`}</section>
<section aria-labelledby="changes"><h3 id="changes">Changes</h3>${changes.length === 0 ? html`<p>Nothing has changed in the last 90 days.</p>` : html`<ul class="plain">${changes.map(changeLine)}</ul>`}
${earlier === 0 ? '' : html`<p>${earlier} earlier ones are not shown.</p>`}</section>`
}

/** Incidents of all checks on one page. */
const mostEnded = 50

/** Writes the incidents that ended last, of all checks. Nothing if no history could be read. */
export function endedSection(view: StatusView, surroundings: PageSurroundings): Html {
  if (view.checks.every(({ history }) => history === null)) return nothing
  const ended = view.checks.flatMap(({ key, history }) => (history?.ended ?? []).map((one) => ({ key, one })))
  const shown = ended.toSorted((a, b) => b.one.endedAt - a.one.endedAt).slice(0, mostEnded)
  return html`<section aria-labelledby="ended"><h2 id="ended">Ended incidents</h2>
${shown.length === 0 ? html`<p>None has ended in the last 90 days.</p>` : html`<ul class="plain">${shown.map(({ key, one }) => html`<li>${checkName(key, surroundings)} ${endedWords(one, view)}</li>`)}</ul>`}
${ended.length > shown.length ? html`<p>${ended.length - shown.length} earlier ones are not shown.</p>` : ''}</section>`
}

function uptimeLine(one: Uptime): Html {
  const { days, invalidMs, misconfiguredMs, unknownMs, notJudgedMs } = one
  const spans = [
    ['invalid', invalidMs],
    ['misconfigured', misconfiguredMs],
    ['unknown', unknownMs],
    ['not judged', notJudgedMs],
  ] as const
  const said = spans.filter(([, ms]) => ms >= 1_000).map(([name, ms]) => `${name} for ${formatDuration(ms / 1_000)}`)
  return html`<li><b>${days} days</b>: ${uptimeWords(one)} valid${said.length === 0 ? '' : `; ${said.join(', ')}`}</li>`
}

function endedWords(one: EndedIncident, { nowMs }: StatusView): Html {
  const { endedAt, openedAt, severity, reason, endedBy, acknowledged, shadow = false } = one
  const known = acknowledged === null ? 'nobody acknowledged it' : `acknowledged by ${acknowledged.by}`
  const end = endedBy === null ? 'the check was removed' : `then ${endedBy}`
  return html`<b>${reason}</b> (${shadow ? `${severity}, in the shadow` : severity}) for ${formatDuration((endedAt - openedAt) / 1_000)}, ended ${age(endedAt, nowMs)}: ${end}; ${known}`
}

function changeLine({ at, to }: HistoryChange): Html {
  const words =
    to === null
      ? html`<span aria-hidden="true">${standingMarks.stale}</span> not judged any more`
      : html`<span aria-hidden="true">${standingMarks[standingOf(to)]}</span> ${standingOf(to)}: ${to}`
  return html`<li><time datetime="${new Date(at).toISOString()}">${instantOf(at)}</time> ${words}</li>`
}
