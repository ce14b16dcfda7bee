import { adviceFor } from '../../core/model/advice.ts'
import { commandsFor } from '../../core/model/commands.ts'
import { formatDuration } from '../../core/model/duration.ts'
import type { CheckView } from '../check-view.ts'
import type { ShownReading } from '../facts.ts'
import type { StatusView } from '../view.ts'
import { clockWords, expiryWords, latencyWords, scopeWords, sentenceOf } from '../words.ts'
import { acknowledgementWords, actionLinks, reasonLine } from './attention.ts'
import { eventList } from './events.ts'
import { historySection } from './history.ts'
import { type Html, html } from './hypertext.ts'
import { age, badge, facts, outward, type PageSurroundings } from './markup.ts'
import { rotationCard } from './rotations.ts'
import { sparkline } from './sparkline.ts'

/** Writes the page of one check: verdict, findings, evidence, readings, incident, rotations, events, commands. */
export function checkPage(check: CheckView, view: StatusView, surroundings: PageSurroundings): Html {
  const rotations = view.rotations.filter((record) => record.check === check.key)
  const events = view.events.filter((event) => event.check === check.key).slice(0, 50)
  return html`<h2>${check.key} ${badge(check.shown)}</h2>
<p class="reason">${check.shown === 'waiting' ? 'No verdict yet: it comes with the first tick.' : reasonLine(check)}</p>
${surroundings.canAct ? actionLinks(check) : ''}
<section aria-labelledby="facts"><h3 id="facts">Facts</h3>${factsOf(check, view)}</section>
${check.also.length === 0 ? '' : html`<section aria-labelledby="findings"><h3 id="findings">Also found</h3><ul class="plain">${check.also.map((reason) => html`<li><b>${reason}</b>: ${sentenceOf(reason)}. To do: ${adviceFor(reason)}</li>`)}</ul></section>`}
${readingsSection(check.readings)}
${consumersSection(check, view)}
${historySection(check, view)}
<section aria-labelledby="rotations"><h3 id="rotations">Rotations</h3>${rotations.length === 0 ? html`<p>None is recorded.</p>` : rotations.map((record) => rotationCard(record, view, surroundings))}</section>
${events.length === 0 ? '' : html`<section aria-labelledby="events"><h3 id="events">What happened</h3>${eventList(events)}</section>`}
${commandsSection(check, view.options)}`
}

function factsOf(check: CheckView, { nowMs }: StatusView): Html {
  const { identity, incident } = check
  return facts([
    ['breaks', check.impact],
    ['used by', check.usedBy.join(', ')],
    ['owner', check.owner ?? 'nobody is named'],
    ['runbook', outward(check.runbook)],
    ['do', check.todo],
    [
      'incident',
      incident === null
        ? 'none is open'
        : html`open ${age(incident.incident.openedAt, nowMs)}; ${acknowledgementWords(check, nowMs)}`,
    ],
    ['silenced', check.suppressed],
    ['provider', check.profile === check.provider ? check.provider : `${check.provider} (${check.profile})`],
    [
      'identity',
      identity === null
        ? null
        : `${identity.seen ?? 'not read'}${identity.matches ? '' : `, expected ${identity.expected}`}`,
    ],
    ['scopes', scopeWords(check.scopes)],
    ['expires', check.expiry === null ? 'no end is known' : expiryWords(check.expiry, nowMs)],
    ['rotated', rotationWords(check)],
    ['version', check.versionId === null ? null : html`<code>${check.versionId}</code>`],
    ['judged', html`${age(check.judgedAt, nowMs)}, every ${formatDuration(check.everySeconds)}`],
    ['last valid', check.lastGood === null ? null : age(check.lastGood, nowMs)],
    ['deploy gate', check.gate],
    ['tags', check.tags.join(', ')],
  ])
}

function rotationWords({ rotation }: CheckView): string | null {
  switch (rotation) {
    case null:
      return null
    case 'manual':
      return 'by a person'
    case 'existing':
      return 'by a function of yours, when Tokenwatch asks'
    case 'managed':
      return 'by AWS, when Tokenwatch asks'
    case 'ours':
      return 'by Tokenwatch'
  }
}

const consumerWords = {
  fresh: 'has the current version',
  stale: 'still has the previous version',
  unknown: 'its version was not seen',
} as const

/** Writes who holds which version, as the last review saw it. */
function consumersSection({ consumers }: CheckView, { nowMs }: StatusView): Html {
  if (consumers === null) return html``
  const { at, currentId, previousId, consumers: named, unnamed = [] } = consumers
  return html`<section aria-labelledby="consumers"><h3 id="consumers">Consumers, seen ${age(at, nowMs)}</h3>${facts([
    ['current', html`<code>${currentId}</code>`],
    ['previous', previousId === null ? 'none' : html`<code>${previousId}</code>`],
  ])}<ul class="plain">${named.map(({ consumer, state }) => html`<li><b>${consumer}</b>: ${consumerWords[state]}</li>`)}
${unnamed.map((reader) => html`<li><b>${reader}</b>: reads the secret, and nobody named it as a consumer</li>`)}</ul></section>`
}

/** Writes the latest readings by phase, newest first. */
function readingsSection(readings: readonly ShownReading[]): Html {
  if (readings.length === 0) return html``
  const heads = ['At', 'Shown', 'Status', 'DNS', 'Connect', 'TLS', 'First byte', 'Body', 'Total']
  const cells = ({ at, shown, status, timings }: ShownReading) => [
    clockWords(at),
    shown,
    status === null ? '' : String(status),
    ...[
      timings?.dnsMs,
      timings?.connectMs,
      timings?.tlsMs,
      timings?.firstByteMs,
      timings?.bodyMs,
      timings?.totalMs,
    ].map((phaseMs) => latencyWords(phaseMs ?? null)),
  ]
  return html`<section aria-labelledby="readings"><h3 id="readings">Readings by phase ${sparkline(readings)}</h3>
<table role="table"><thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${readings
    .toReversed()
    .slice(0, 10)
    .map(
      (reading) =>
        html`<tr role="row">${cells(reading).map((cell, index) => html`<td role="cell" data-head="${heads[index]}">${cell}</td>`)}</tr>`,
    )}</tbody></table></section>`
}

function commandsSection(check: CheckView, options: string): Html {
  const { look, acknowledge, silence, rotations, rotate } = commandsFor(check, options)
  return html`<section aria-labelledby="commands"><h3 id="commands">Commands</h3>${facts([
    ['look again', html`<code>${look}</code>`],
    ['acknowledge', check.incident === null ? null : html`<code>${acknowledge}</code>`],
    ['silence', html`<code>${silence}</code>`],
    ['its rotations', html`<code>${rotations}</code>`],
    ['rotate', rotate === null ? null : html`<code>${rotate}</code>`],
  ])}</section>`
}
