import type { Check } from '../model/check.ts'
import type { Log } from '../state/log.ts'
import type { Probed } from './probe.ts'

/** Logs one event for each attempt of a probe. */
export function logReadings({ profile }: Check, { verdict, readings }: Probed, tick: number, log: Log): void {
  for (const [index, reading] of readings.entries()) {
    const answered = reading.kind === 'answered' ? reading : null
    log({
      event: 'reading',
      check: verdict.check,
      provider: profile,
      tick,
      attempt: index + 1,
      standing: verdict.standing,
      reason: verdict.reason,
      shown: reading.kind === 'answered' ? reading.rule : reading.code,
      retried: reading.retried,
      status: answered?.status ?? null,
      timings: reading.timings,
      required: answered?.scopes?.required ?? [],
      missing: answered?.scopes?.missing ?? [],
      forbidden: answered?.scopes?.forbidden ?? [],
      expiresAt: verdict.evidence.expiry?.at ?? null,
      expirySource: verdict.evidence.expiry?.source ?? null,
      versionId: reading.versionId,
    })
  }
}
