import { jwtPartsOf, objectIn } from '../token/jwt.ts'
import { fingerprintOf } from './wire.ts'

/** A token that passed an injection point recently. */
export type RecentToken = { readonly token: string; readonly fingerprint: string }

/** Remembers the last few tokens in full, and all tokens from before a fault by their fingerprints. */
export type TokenMemory = {
  note(token: string, isFaultOn: boolean): void
  /** Notes the lifetime that an authorization server has granted a token. */
  granted(token: string, seconds: number): void
  /** Returns a token that was used and whose end has provably passed, for at least this long; the latest one. */
  ended(marginMs: number): string | undefined
  /** Latest first. */
  readonly recent: readonly RecentToken[]
  /** Copies the fingerprints of all tokens that passed while no fault was on. */
  fromBeforeFault(): ReadonlySet<string>
}

/** Bounds the tokens that are kept in full; some faults borrow a signature from one of them. */
const maxRecent = 8

/** Bounds the memory for a service that uses one token for each of its users. */
const maxFingerprints = 100_000

/** Tokens whose ends are known, kept until they have passed. */
const maxEnds = 200

/** `epochMs` is the wall clock, because tokens name their ends by it. */
export function createTokenMemory(epochMs: () => number = Date.now): TokenMemory {
  const ends = new Map<string, number>()
  const used = new Map<string, string>()
  const fingerprints = new Set<string>()
  const recent: RecentToken[] = []
  const add = (token: string): RecentToken => {
    const added = { token, fingerprint: fingerprintOf(token) }
    recent.unshift(added)
    recent.length = Math.min(recent.length, maxRecent)
    return added
  }
  return {
    recent,
    granted(token, seconds) {
      putLatest(ends, fingerprintOf(token), epochMs() + seconds * 1_000)
    },
    ended(marginMs) {
      const latest = [...used].toReversed()
      const endOf = ([fingerprint, token]: readonly [string, string]) => ends.get(fingerprint) ?? expiryOf(token)
      return latest.find((one) => (endOf(one) ?? Number.POSITIVE_INFINITY) + marginMs <= epochMs())?.[1]
    },
    note(token, isFaultOn) {
      const { fingerprint } = recent.find((one) => one.token === token) ?? add(token)
      if (!isFaultOn) fingerprints.add(fingerprint)
      if (!used.has(fingerprint) && (ends.has(fingerprint) || expiryOf(token) !== null))
        putLatest(used, fingerprint, token)
      if (fingerprints.size > maxFingerprints) fingerprints.clear()
    },
    fromBeforeFault: () => new Set(fingerprints),
  }
}

function putLatest<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) if (map.size > maxEnds) map.delete(oldest)
}

/** Reads the end that a JWT names, in epoch milliseconds. Nobody has verified it, but the service relies on it. */
function expiryOf(token: string): number | null {
  const parts = jwtPartsOf(token)
  const seconds = parts === null ? undefined : objectIn(parts.payload)?.['exp']
  return typeof seconds === 'number' ? seconds * 1_000 : null
}
