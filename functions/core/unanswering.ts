import { assess } from './assess.ts'
import { type Check, hostOf } from './check.ts'
import type { Probed } from './probe.ts'
import type { Reading } from './reading.ts'

/** After this many time-outs of one host in a batch, the rest of its checks are judged on that evidence. */
const enough = 3

/** Remembers which hosts do not answer, so that a dead one costs a batch three deadlines and not fifty. */
export type HostWatch = {
  saw(check: Check, probed: Probed): void
  /** An `unreachable` verdict for a check whose host is given up, else null. */
  giveUp(check: Check, nowMs: number): Probed | null
}

export function hostWatch(): HostWatch {
  const timeouts = new Map<string, number>()
  return {
    saw(check, { verdict }) {
      const host = hostOf(check)
      if (host !== null && verdict.reason === 'timed_out') timeouts.set(host, (timeouts.get(host) ?? 0) + 1)
    },
    giveUp(check, nowMs) {
      if ((timeouts.get(hostOf(check) ?? '') ?? 0) < enough) return null
      const reading: Reading = {
        kind: 'failed',
        reason: 'unreachable',
        code: 'host_timed_out_for_others',
        phase: 'connect',
        timings: null,
        at: nowMs,
        versionId: null,
      }
      return { verdict: assess(check, [reading], nowMs), readings: [reading] }
    },
  }
}
