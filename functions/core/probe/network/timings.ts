import { performance } from 'node:perf_hooks'
import type { RequestPhase, Timings } from '../../model/reading.ts'
import type { ConnectionProgress } from './connect.ts'

/** The start and the first byte of an exchange, in milliseconds of the monotonic clock. */
export type ExchangeTimes = { readonly startMs: number; firstByteMs: number | null }

/** Returns true if this exchange opened the connection: a kept one has no phases in it. */
function isFresh(progress: ConnectionProgress, times: ExchangeTimes): boolean {
  return progress.startedMs !== null && progress.startedMs >= times.startMs
}

/** Returns the phase in which an exchange ended without an answer. */
export function phaseOf(progress: ConnectionProgress, times: ExchangeTimes, url: URL): RequestPhase {
  if (times.firstByteMs !== null) return 'body'
  if (!isFresh(progress, times)) return 'first_byte'
  if (progress.resolvedMs === null) return 'dns'
  if (progress.connectedMs === null) return 'connect'
  return url.protocol === 'https:' && progress.securedMs === null ? 'tls' : 'first_byte'
}

/** Returns the milliseconds of each phase; null for a phase that did not happen or did not end. */
export function timingsOf(progress: ConnectionProgress, times: ExchangeTimes): Timings {
  const endMs = performance.now()
  const fresh = isFresh(progress, times)
  const ready = fresh ? (progress.securedMs ?? progress.connectedMs) : times.startMs
  return {
    dnsMs: fresh ? span(progress.startedMs, progress.resolvedMs) : null,
    connectMs: fresh ? span(progress.resolvedMs, progress.connectedMs) : null,
    tlsMs: fresh ? span(progress.connectedMs, progress.securedMs) : null,
    firstByteMs: span(ready, times.firstByteMs),
    bodyMs: span(times.firstByteMs, times.firstByteMs === null ? null : endMs),
    totalMs: round(endMs - times.startMs),
  }
}

function span(fromMs: number | null, untilMs: number | null): number | null {
  return fromMs === null || untilMs === null ? null : round(untilMs - fromMs)
}

const round = (milliseconds: number): number => Math.round(milliseconds * 10) / 10
