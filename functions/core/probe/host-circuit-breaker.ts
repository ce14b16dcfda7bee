import { type Check, hostOf } from '../model/check.ts'
import type { Failed, Reading } from '../model/reading.ts'
import { assess } from './assess.ts'
import { type AttemptDependencies, attemptDeadlineMs } from './attempt.ts'
import { openCredentialWaits } from './credential-waits.ts'
import { type Circuit, openCircuit } from './host-circuit.ts'
import type { Probed } from './probe.ts'

/** Deadline of an attempt while the circuit of its host is open: so many can be made in one invocation that no check is left out twice. */
export const openCircuitDeadlineMs = 3_000

/** Longest wait that is waited for within a batch. If more is asked for, the check is judged without a request. */
const longestHostPauseMs = 5_000

export type Asking = {
  /** The version that will be read, if it is known: the wait of another version does not count for it. */
  readonly versionId?: string | undefined
  /** True for a check that was not asked the last time: it is asked now, whatever others met. */
  readonly mustAsk?: boolean
}

/**
 * Keeps one batch from calling hosts that do not answer and credentials that have to wait. A credential's rate limit is that credential's.
 * The circuit of a host opens only when requests with different credentials, or without one, fail in the same way. The next checks then
 * try again, one after the other; an answer closes the circuit, and only after several failed tries the rest is not asked.
 */
export type HostCircuitBreaker = {
  /**
   * Probes a check within the deadline that it is given, or judges it `unreachable` or `rate_limited` without a request. A probe that
   * resolves with `null` was not made.
   */
  ask<Result extends Probed | null>(
    check: Check,
    asking: Asking,
    probe: (attemptDeadlineMs: number) => Promise<Result>,
  ): Promise<Result | Probed>
}

export function hostCircuitBreaker({ now, sleep }: Pick<AttemptDependencies, 'now' | 'sleep'>): HostCircuitBreaker {
  const circuits = new Map<string, Circuit>()
  const waits = openCredentialWaits()
  const circuitOf = (host: string) => {
    const circuit = circuits.get(host) ?? openCircuit()
    circuits.set(host, circuit)
    return circuit
  }
  const pause = async (milliseconds: number) => {
    if (milliseconds > 0 && milliseconds <= longestHostPauseMs) await sleep(milliseconds)
  }
  return {
    async ask(check, { versionId, mustAsk = false }, probe) {
      const host = hostOf(check)
      if (host === null) return probe(attemptDeadlineMs)
      const waitMs = waits.leftMs(check, versionId, now())
      if (waitMs > longestHostPauseMs && !mustAsk) return unasked(check, credentialWaits, now())
      await pause(waitMs)
      const entry = await circuitOf(host).enter(mustAsk)
      if (entry.kind === 'refused') return unasked(check, hostFailures[entry.by], now())
      try {
        await pause((entry.untilMs ?? 0) - now())
        const probed = await probe(entry.isOpen ? openCircuitDeadlineMs : attemptDeadlineMs)
        const last = probed?.readings.at(-1)
        if (last !== undefined) entry.saw(check, last)
        if (last !== undefined) waits.saw(check, last)
        return probed
      } finally {
        entry.leave()
      }
    },
  }
}

type UnaskedFailure = Pick<Failed, 'reason' | 'code'>

const credentialWaits: UnaskedFailure = { reason: 'rate_limited', code: 'credential_has_to_wait' }

const hostFailures = {
  timed_out: { reason: 'unreachable', code: 'host_timed_out_for_others' },
  rate_limited: { reason: 'rate_limited', code: 'host_asked_others_to_wait' },
} as const satisfies Record<string, UnaskedFailure>

const unaskedCodes: ReadonlySet<string> = new Set([
  credentialWaits.code,
  ...Object.values(hostFailures).map(({ code }) => code),
])

/** Returns true if a check was judged without a request, by what others met. */
export function isUnasked({ readings }: Probed): boolean {
  return readings.some((reading) => reading.kind === 'failed' && unaskedCodes.has(reading.code))
}

function unasked(check: Check, failed: UnaskedFailure, nowMs: number): Probed {
  const nothingSent = { phase: 'connect', timings: null, at: nowMs, versionId: null, retried: false } as const
  const reading: Reading = { kind: 'failed', ...failed, ...nothingSent }
  return { verdict: assess(check, [reading], nowMs), readings: [reading] }
}
