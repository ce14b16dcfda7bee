import { isShadowOutage, ownerOfOutage } from '../../core/alerting/incidents/outage-owner.ts'
import { instantOf } from '../../core/alerting/messages/instant.ts'
import type { Outage, Storm } from '../../core/state/conditions.ts'
import { sayCovered } from '../covered.ts'
import type { StatusView } from '../view.ts'
import { attentionCard } from './attention.ts'
import { type Html, html } from './hypertext.ts'
import { age, type PageSurroundings } from './markup.ts'

/** Incidents on one page. */
const mostIncidents = 200

/** Writes all that is open: incidents, storms, outages, silences. */
export function incidentsSection(view: StatusView, surroundings: PageSurroundings): Html {
  const open = view.attention.filter(({ incident }) => incident !== null)
  const shown = open.slice(0, mostIncidents)
  return html`<section aria-labelledby="incidents"><h2 id="incidents">Open incidents <span class="count">${open.length}</span></h2>
${open.length === 0 ? html`<p>No incident is open.</p>` : ''}
${shown.map((check) => attentionCard(check, view, surroundings))}
${open.length > shown.length ? html`<p>${open.length - shown.length} more are open.</p>` : ''}</section>
${conditionsSection(view, surroundings)}`
}

/** Writes what holds for many checks at a time. Empty where nothing does. */
export function conditionsSection(
  { storms, outages, silences, nowMs }: StatusView,
  { canAct }: Pick<PageSurroundings, 'canAct'>,
): Html {
  if (storms.length + outages.length + silences.length === 0) return html``
  return html`<section aria-labelledby="conditions"><h2 id="conditions">Storms, outages and silences</h2><ul class="plain">
${storms.map((storm) => html`<li><span aria-hidden="true">✗</span> ${stormWords(storm)}, since ${age(storm.openedAt, nowMs)}</li>`)}
${outages.map((outage) => html`<li><span aria-hidden="true">?</span> ${outageWords(outage)}, since ${age(outage.openedAt, nowMs)}</li>`)}
${silences.map(({ id, covers, until, by, reason }) => html`<li><span aria-hidden="true">-</span> silence ${id}: ${sayCovered(covers)} until ${instantOf(until)}, by ${by}: "${reason}"${canAct ? html` <a href="/silence/end?id=${encodeURIComponent(id)}">End this silence<span class="hidden"> ${id}</span></a>` : ''}</li>`)}
</ul></section>`
}

function stormWords({ id, cause, bad, of }: Storm): string {
  const about = cause === undefined ? `storm of ${id}` : `${cause.by} ${cause.name}`
  return `${about}: ${bad} of ${of} credentials are bad at once`
}

function outageWords(outage: Outage): string {
  const unknown = Object.values(outage.shares).reduce((total, share) => total + share.unknown, 0)
  return `outage of ${ownerOfOutage(outage)}${isShadowOutage(outage) ? ' in the shadow' : ''}: ${unknown} checks cannot tell`
}
