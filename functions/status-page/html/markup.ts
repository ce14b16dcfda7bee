import { instantOf } from '../../core/alerting/messages/instant.ts'
import type { CheckKey } from '../../core/model/check.ts'
import type { ShownStanding } from '../check-view.ts'
import { agoWords, standingMarks } from '../words.ts'
import { type Html, html, raw } from './hypertext.ts'

/** The surroundings of the markup: a page with addresses of its own, or one file that somebody sends on. */
export type PageSurroundings = {
  readonly nowMs: number
  /** False in a file: it has no other pages. */
  readonly isLive: boolean
  /** True if the page offers to acknowledge and to silence. */
  readonly canAct: boolean
}

/** Writes a standing as its mark and its word, so that no colour is needed. */
export function badge(shown: ShownStanding): Html {
  return html`<span class="badge ${shown}"><span aria-hidden="true">${standingMarks[shown]}</span> ${shown}</span>`
}

/** Writes an age that keeps the instant for whoever looks closer. */
export function age(at: number | null, nowMs: number): Html {
  if (at === null) return html`never`
  return html`<time datetime="${new Date(at).toISOString()}" title="${instantOf(at)}">${agoWords(at, nowMs)}</time>`
}

export const checkAddress = (key: CheckKey): string => `/check?key=${encodeURIComponent(key)}`

/** Names a check, as a link where it has a page. */
export function checkName(key: CheckKey, { isLive }: Pick<PageSurroundings, 'isLive'>): Html {
  return isLive ? html`<a href="${checkAddress(key)}">${key}</a>` : html`${key}`
}

/** Writes facts as pairs of a name and a value. A fact without a value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: Html | string | null])[]): Html {
  const known = pairs.filter(([, value]) => value !== null && value !== '')
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** Links to a page of somebody else only over HTTP: a config may name anything. */
export function outward(address: string | null): Html | null {
  if (address === null) return null
  return /^https?:\/\//.test(address) ? html`<a href="${address}" rel="noreferrer">${address}</a>` : html`${address}`
}

export const nothing = raw('')
