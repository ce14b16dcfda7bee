import { instantOf } from '../../core/alerting/messages/instant.ts'
import type { RotatedBy } from '../check-view.ts'
import { type ExpiryView, type StatusView, timelineMs } from '../view.ts'
import { expiryWords } from '../words.ts'
import { type Html, html } from './hypertext.ts'
import { checkName, type PageSurroundings } from './markup.ts'

const rotatedByWords: Readonly<Record<RotatedBy, string>> = {
  itself: 'rotates itself',
  person: 'needs a person',
  unknown: 'not said by this version of the monitor',
}

/** Ends that are shown at once. */
const mostExpiries = 200

/** Writes the ends of the next 90 days on one line of time each: what rotates itself, and what needs a person. */
export function expirySection(
  { expiries, nowMs }: StatusView,
  surroundings: PageSurroundings,
  most = mostExpiries,
): Html {
  const shown = expiries.slice(0, most)
  const rest = expiries.length - shown.length
  return html`<section aria-labelledby="ends"><h2 id="ends">Expiries, next 90 days <span class="count">${expiries.length}</span></h2>
${shown.length === 0 ? html`<p>No known end within 90 days. A check without a known end is not listed: its provider names none.</p>` : html`<ol class="timeline">${shown.map((one) => expiryRow(one, nowMs, surroundings))}</ol>`}
${rest > 0 ? html`<p>${rest} more${surroundings.isLive ? html`: <a href="/expiries">all expiries</a>` : ''}</p>` : ''}</section>`
}

const width = 180

function expiryRow({ check, at, hasPassed }: ExpiryView, nowMs: number, surroundings: PageSurroundings): Html {
  const { key, rotatedBy, expiry, owner } = check
  const x = (Math.min(1, Math.max(0, (at - nowMs) / timelineMs)) * (width - 8) + 4).toFixed(1)
  return html`<li class="${hasPassed ? 'passed' : rotatedBy}"><span class="who">${checkName(key, surroundings)}<small>${owner ?? 'no owner'}</small></span>
<svg width="${width}" height="12" viewBox="0 0 ${width} 12" aria-hidden="true"><line x1="4" x2="${width - 4}" y1="6" y2="6" stroke="currentColor" stroke-opacity="0.3"/><circle cx="${x}" cy="6" r="4" fill="currentColor"/></svg>
<span><time datetime="${new Date(at).toISOString()}" title="${instantOf(at)}">${hasPassed ? 'passed ' : ''}${expiryWords(expiry, nowMs)}</time><small>${rotatedByWords[rotatedBy]}</small></span></li>`
}
