import { hash } from 'node:crypto'
import type { Check } from '../model/check.ts'
import type { ScopeComparison } from '../model/scopes.ts'
import type { Log } from '../state/log.ts'
import type { Probed } from './probe.ts'

/** Logs one event for each attempt of a probe. */
export function logReadings({ profile }: Check, { verdict, readings }: Probed, tick: number, log: Log): void {
  for (const [index, reading] of readings.entries()) {
    const answered = reading.kind === 'answered' ? reading : null
    const scopes = answered?.scopes ?? null
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
      required: scopes?.required ?? [],
      missing: scopes?.missing ?? [],
      forbidden: scopes?.forbidden ?? [],
      scopeHash: scopeHash(scopes),
      expiresAt: verdict.evidence.expiry?.at ?? null,
      expirySource: verdict.evidence.expiry?.source ?? null,
      versionId: reading.versionId,
    })
  }
}

/** Characters of the hash: enough to tell that the scopes of one check have changed. */
const hashLength = 8

/** Returns a hash of compared scopes, whatever their order; `null` where no scopes were read. */
export function scopeHash(scopes: ScopeComparison | null): string | null {
  if (scopes === null) return null
  const lists = [scopes.required, scopes.missing, scopes.forbidden].map((names) => names.toSorted())
  return hash('sha256', JSON.stringify(lists)).slice(0, hashLength)
}
