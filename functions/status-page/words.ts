import { formatDuration } from '../core/model/duration.ts'
import { zoneWords } from '../core/model/expiry.ts'
import type { StatusRow } from './status-view.ts'

// Words for the fields of a row, the same on a page and in a terminal.

export function latencyWords({ latencyMs }: StatusRow): string {
  return latencyMs === null || latencyMs === 0 ? '' : `${Math.round(latencyMs)} ms`
}

/** Words the reason, with a note: `healthy (after a retry)`, `rejected (suppressed)`. */
export function reasonWords({ reason, retried, suppressed }: StatusRow): string {
  const beside = [...(retried ? ['after a retry'] : []), ...(suppressed ? ['suppressed'] : [])]
  return beside.length === 0 ? (reason ?? '') : `${reason} (${beside.join(', ')})`
}

/** Lists the scopes that the check declares. Each has a mark: the token has it, lacks it, or must not have it. */
export function scopeWords({ scopes }: StatusRow): string {
  if (scopes === null) return ''
  const required = scopes.required.map((scope) => `${scopes.missing.includes(scope) ? '✗' : '✓'} ${scope}`)
  return [...required, ...scopes.forbidden.map((scope) => `! ${scope}`)].join('  ')
}

/** Words the expiry with its source: `in 3d 4h (jwt)`. */
export function expiryWords({ expiry }: StatusRow, nowMs: number): string {
  if (expiry === null) return ''
  if (expiry.at === 'never') return `never (${expiry.source})`
  const seconds = expiry.at - nowMs / 1_000
  return `${seconds > 0 ? `in ${formatDuration(seconds)}` : `${formatDuration(-seconds)} ago`} (${expiry.source})${zoneWords(expiry)}`
}

export function clockWords(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19)
}
