import { type Check, hostOf } from '../model/check.ts'
import type { Failed, Reading } from '../model/reading.ts'
import { assess } from './assess.ts'
import type { Probed } from './probe.ts'

/** After this many time-outs of one host in a batch, the rest of its checks are judged on that evidence. */
const enough = 3

/** A host that asks for more patience than this is not waited for: what it said goes for the rest of its checks. */
const longestPauseMs = 5_000

/**
 * Remembers which hosts do not answer and which ask to wait, so that a dead one costs a batch three deadlines and not fifty, and one
 * that has had enough is not asked by everybody in turn.
 */
export type HostCircuitBreaker = {
  saw(check: Check, probed: Probed): void
  /** Milliseconds that the check's host has asked everybody to wait, if it can be waited for; else 0. */
  pauseMs(check: Check, nowMs: number): number
  /** An `unreachable` or `rate_limited` verdict for a check whose host is given up, else null. */
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
      if ((timeouts.get(hostOf(check) ?? '') ?? 0) >= enough)
        return judged(check, { reason: 'unreachable', code: 'host_timed_out_for_others' }, nowMs)
      if (leftMs(check, nowMs) > longestPauseMs)
        return judged(check, { reason: 'rate_limited', code: 'host_asked_others_to_wait' }, nowMs)
      return null
    },
  }
}

/** Until when a host wants to be left alone, in epoch milliseconds. */
function waitOf(reading: Reading | undefined): number | null {
  if (reading?.kind !== 'answered' || reading.meaning !== 'rate_limited') return null
  return reading.retryAfterSeconds === null ? null : reading.at + reading.retryAfterSeconds * 1_000
}

function judged(check: Check, failed: Pick<Failed, 'reason' | 'code'>, nowMs: number): Probed {
  const unasked = { phase: 'connect', timings: null, at: nowMs, versionId: null, retried: false } as const
  const reading: Reading = { kind: 'failed', ...failed, ...unasked }
  return { verdict: assess(check, [reading], nowMs), readings: [reading] }
}
