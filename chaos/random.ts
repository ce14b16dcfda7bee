import { createHash } from 'node:crypto'

/** A source of numbers from 0 up to 1 that gives the same row for the same seed. */
export type Random = () => number

/** Mulberry32: small, fast, and good enough to choose which bit to flip. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Whether a name falls into the first so many percent, the same for the same seed on every machine. */
export function isSampled(name: string, seed: number, percent: number): boolean {
  const digest = createHash('sha256').update(`${seed} ${name}`).digest()
  return digest.readUInt32BE(0) / 4_294_967_296 < percent / 100
}
