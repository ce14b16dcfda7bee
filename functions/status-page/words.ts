import { formatDuration } from '../core/model/duration.ts'
import type { StatusRow } from './status-view.ts'

/** How the fields of a row read, on a page and in a terminal alike. */

export function latencyWords({ latencyMs }: StatusRow): string {
  return latencyMs === null || latencyMs === 0 ? '' : `${Math.round(latencyMs)} ms`
}

/** The reason, with what a person has to know beside it: `healthy (after a retry)`, `rejected (quiet)`. */
export function reasonWords({ reason, retried, suppressed }: StatusRow): string {
  const beside = [...(retried ? ['after a retry'] : []), ...(suppressed ? ['quiet'] : [])]
  return beside.length === 0 ? (reason ?? '') : `${reason} (${beside.join(', ')})`
}

/** Every scope that the check declares, with a mark for what the token has of it. */
export function scopeWords({ scopes }: StatusRow): string {
  if (scopes === null) return ''
  const required = scopes.required.map((scope) => `${scopes.missing.includes(scope) ? '✗' : '✓'} ${scope}`)
  return [...required, ...scopes.forbidden.map((scope) => `! ${scope}`)].join('  ')
}

/** `in 3d 4h (jwt)`: how long, and who says so. */
export function expiryWords({ expiry }: StatusRow, nowMs: number): string {
  if (expiry === null) return ''
  if (expiry.at === 'never') return `never (${expiry.source})`
  const seconds = expiry.at - nowMs / 1_000
  return `${seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`} (${expiry.source})`
}

export function clockWords(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19)
}
