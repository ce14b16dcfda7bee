import type { StatusEvent } from '../facts.ts'
import type { StatusView } from '../view.ts'
import { clockWords } from '../words.ts'
import { type Html, html } from './hypertext.ts'

/** Writes the latest events, newest first. */
export function eventsSection({ events, earlierEvents }: StatusView, most: number): Html {
  const shown = events.slice(0, most)
  const earlier = events.length - shown.length + earlierEvents
  return html`<section aria-labelledby="events"><h2 id="events">Latest events</h2>
${shown.length === 0 ? html`<p>Nothing has happened since this console was opened.</p>` : eventList(shown)}
${earlier > 0 ? html`<p>${earlier} earlier events are not shown.</p>` : ''}</section>`
}

export function eventList(events: readonly StatusEvent[]): Html {
  return html`<ol class="events">${events.map(
    ({ at, kind, text }) =>
      html`<li class="${kind}"><time datetime="${new Date(at).toISOString()}">${clockWords(at)}</time> <b>${kind}</b> <span>${text}</span></li>`,
  )}</ol>`
}
