import { performance } from 'node:perf_hooks'
import type { RequestPhase, Timings } from '../../model/reading.ts'
import type { ConnectionProgress } from './connect.ts'

/** When an exchange began and when its first byte came, in milliseconds of the monotonic clock. */
export type ExchangeTimes = { readonly startMs: number; firstByteMs: number | null }

/** A connection that was there before this exchange began has no phases of its own in it. */
function isFresh(progress: ConnectionProgress, times: ExchangeTimes): boolean {
  return progress.startedMs !== null && progress.startedMs >= times.startMs
}

/** The phase that an exchange was in when it ended without an answer. */
export function phaseOf(progress: ConnectionProgress, times: ExchangeTimes, url: URL): RequestPhase {
  if (times.firstByteMs !== null) return 'body'
  if (!isFresh(progress, times)) return 'first_byte'
  if (progress.resolvedMs === null) return 'dns'
  if (progress.connectedMs === null) return 'connect'
  return url.protocol === 'https:' && progress.securedMs === null ? 'tls' : 'first_byte'
}

/** How long each phase took; null for those that did not happen or did not end. */
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
