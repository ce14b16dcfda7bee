import { type Check, hostOf } from '../model/check.ts'
import type { Failed, Reading } from '../model/reading.ts'
import { assess } from './assess.ts'
import type { Probed } from './probe.ts'

/** Time-outs of one host in a batch that open its circuit: the rest of its checks are judged by them. */
const mostTimeouts = 3

/** Longest wait that a host may ask for. If it asks for more, the rest of its checks are judged by its answer. */
const longestPauseMs = 5_000

/**
 * Remembers the hosts of a batch that time out or ask to wait. A host that is down then costs a batch three deadlines, not fifty. A host
 * that limits its rate is not called by every check in turn.
 */
export type HostCircuitBreaker = {
  saw(check: Check, probed: Probed): void
  /** Milliseconds to wait before this check, as its host has asked; 0 if it has not, or asks for too long. */
  pauseMs(check: Check, nowMs: number): number
  /** Judges a check `unreachable` or `rate_limited` without a request if its circuit is open; else returns null. */
  giveUp(check: Check, nowMs: number): Probed | null
}

export function hostCircuitBreaker(): HostCircuitBreaker {
  const timeouts = new Map<string, number>()
  const waits = new Map<string, number>()
  const leftMs = (check: Check, nowMs: number) => Math.max(0, (waits.get(hostOf(check) ?? '') ?? 0) - nowMs)
  return {
    saw(check, { verdict, readings }) {
      const host = hostOf(check)
      if (host === null) return
      if (verdict.reason === 'timed_out') timeouts.set(host, (timeouts.get(host) ?? 0) + 1)
      const until = waitOf(readings.at(-1))
      if (until !== null) waits.set(host, Math.max(until, waits.get(host) ?? 0))
    },
    pauseMs(check, nowMs) {
      const left = leftMs(check, nowMs)
      return left <= longestPauseMs ? left : 0
    },
    giveUp(check, nowMs) {
      if ((timeouts.get(hostOf(check) ?? '') ?? 0) >= mostTimeouts)
        return judged(check, { reason: 'unreachable', code: 'host_timed_out_for_others' }, nowMs)
      if (leftMs(check, nowMs) > longestPauseMs)
        return judged(check, { reason: 'rate_limited', code: 'host_asked_others_to_wait' }, nowMs)
      return null
    },
  }
}

/** Epoch milliseconds until which a host asks to wait. */
function waitOf(reading: Reading | undefined): number | null {
  if (reading?.kind !== 'answered' || reading.meaning !== 'rate_limited') return null
  return reading.retryAfterSeconds === null ? null : reading.at + reading.retryAfterSeconds * 1_000
}

function judged(check: Check, failed: Pick<Failed, 'reason' | 'code'>, nowMs: number): Probed {
  const unasked = { phase: 'connect', timings: null, at: nowMs, versionId: null, retried: false } as const
  const reading: Reading = { kind: 'failed', ...failed, ...unasked }
  return { verdict: assess(check, [reading], nowMs), readings: [reading] }
}
