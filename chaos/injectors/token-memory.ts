import { fingerprintOf } from './wire.ts'

/** A token that passed an injection point recently. */
export type RecentToken = { readonly token: string; readonly fingerprint: string }

/** Remembers the last few tokens in full, and all tokens from before a fault by their fingerprints. */
export type TokenMemory = {
  note(token: string, isFaultOn: boolean): void
  /** Latest first. */
  readonly recent: readonly RecentToken[]
  /** Copies the fingerprints of all tokens that passed while no fault was on. */
  fromBeforeFault(): ReadonlySet<string>
}

/** Bounds the tokens that are kept in full; some faults borrow a signature from one of them. */
const maxRecent = 8

/** Bounds the memory for a service that uses one token for each of its users. */
const maxFingerprints = 100_000

export function createTokenMemory(): TokenMemory {
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
    note(token, isFaultOn) {
      const { fingerprint } = recent.find((one) => one.token === token) ?? add(token)
      if (!isFaultOn) fingerprints.add(fingerprint)
      if (fingerprints.size > maxFingerprints) fingerprints.clear()
    },
    fromBeforeFault: () => new Set(fingerprints),
  }
}
