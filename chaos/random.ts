import { createHash } from 'node:crypto'

/** A source of numbers from 0 up to, but not including, 1. The same seed gives the same sequence. */
export type Random = () => number

/** Returns a Mulberry32 generator: small, fast, and good enough to choose a bit to flip. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Returns true for a percentage of all names. The same seed selects the same names on every machine. */
export function isSampled(name: string, seed: number, percent: number): boolean {
  const digest = createHash('sha256').update(`${seed} ${name}`).digest()
  return digest.readUInt32BE(0) / 4_294_967_296 < percent / 100
}
