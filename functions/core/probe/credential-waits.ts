import { type Check, hostOf } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'

/** Remembers until when each credential was asked to wait by a host. */
export type CredentialWaits = {
  saw(check: Check, reading: Reading): void
  /** Milliseconds that the credential of a check has to wait; 0 if it was not asked to. An unknown version counts as the limited one. */
  leftMs(check: Check, versionId: string | undefined, nowMs: number): number
}

type Wait = { readonly versionId: string | null; readonly untilMs: number }

export function openCredentialWaits(): CredentialWaits {
  const waits = new Map<string, Wait[]>()
  return {
    saw(check, reading) {
      const untilMs = waitOf(reading)
      if (untilMs === null) return
      const key = keyOf(check)
      waits.set(key, [...(waits.get(key) ?? []), { versionId: reading.versionId, untilMs }])
    },
    leftMs(check, versionId, nowMs) {
      const known = (waits.get(keyOf(check)) ?? []).filter((wait) => concerns(wait, versionId))
      return Math.max(0, ...known.map(({ untilMs }) => untilMs - nowMs))
    },
  }
}

function concerns(wait: Wait, versionId: string | undefined): boolean {
  return versionId === undefined || wait.versionId === null || wait.versionId === versionId
}

const keyOf = (check: Check): string => `${hostOf(check)} ${secretOf(check)}`

/** Returns the name of the stored credential of a check, with the fields that are sent; null if it has none. */
export function secretOf({ secret }: Pick<Check, 'secret'>): string | null {
  if (secret === null) return null
  return JSON.stringify([secret.source, Object.entries(secret.fields).toSorted()])
}

/** Epoch milliseconds until which a host asks to wait; null if it does not. */
export function waitOf(reading: Reading): number | null {
  if (reading.kind !== 'answered' || reading.meaning !== 'rate_limited') return null
  return reading.retryAfterSeconds === null ? null : reading.at + reading.retryAfterSeconds * 1_000
}
