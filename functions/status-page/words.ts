import { spoken } from '../core/alerting/messages/words.ts'
import { formatDuration } from '../core/model/duration.ts'
import { type Expiry, zoneWords } from '../core/model/expiry.ts'
import type { Reason } from '../core/model/reason.ts'
import type { ScopeComparison } from '../core/model/scopes.ts'
import type { Uptime } from '../core/state/uptime.ts'
import type { ShownStanding } from './check-view.ts'

// Words for the fields of a check, the same on a page and in a terminal.

/** Marks of the standings: no colour is needed to know one. */
export const standingMarks: Readonly<Record<ShownStanding, string>> = {
  valid: '✓',
  invalid: '✗',
  misconfigured: '!',
  unknown: '?',
  stale: '◌',
  waiting: '…',
}

export function latencyWords(latencyMs: number | null): string {
  return latencyMs === null || latencyMs === 0 ? '' : `${Math.round(latencyMs)} ms`
}

/** Words what is wrong with a credential as a sentence: `This credential has been revoked`. */
export function sentenceOf(reason: Reason): string {
  return `This credential ${spoken[reason]}`
}

/** Lists the scopes that the check declares. Each has a mark: the token has it, lacks it, or must not have it. */
export function scopeWords(scopes: ScopeComparison | null): string {
  if (scopes === null) return ''
  const required = scopes.required.map((scope) => `${scopes.missing.includes(scope) ? '✗' : '✓'} ${scope}`)
  return [...required, ...scopes.forbidden.map((scope) => `! ${scope}`)].join('  ')
}

/** Words the expiry with its source: `in 3d 4h (jwt)`. */
export function expiryWords(expiry: Expiry, nowMs: number): string {
  if (expiry === null) return ''
  if (expiry.at === 'never') return `never (${expiry.source})`
  const seconds = expiry.at - nowMs / 1_000
  return `${seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`} (${expiry.source})${zoneWords(expiry)}`
}

/** Words an uptime. It never rounds up: 100% means that no time was invalid. What nobody could tell is said beside it. */
export function uptimeWords({ uptime, known }: Pick<Uptime, 'uptime' | 'known'>): string {
  if (uptime === null) return 'not known'
  const percent = uptime === 1 ? '100%' : `${(Math.floor(uptime * 10_000) / 100).toFixed(2)}%`
  const knownPercent = Math.floor(known * 100)
  return knownPercent >= 99 ? percent : `${percent} of ${knownPercent === 0 ? '<1' : knownPercent}%`
}

export function clockWords(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19)
}

/** Words the age of an instant: `3m ago`, or `never`. */
export function agoWords(at: number | null, nowMs: number): string {
  return at === null ? 'never' : `${formatDuration((nowMs - at) / 1_000)} ago`
}
