export const at = 1_795_262_400_000

/** A kind of row: one with every field, what it may lack, and the words that some fields take. */
export type StoredRow = {
  readonly accepts: (row: unknown) => boolean
  readonly whole: Readonly<Record<string, unknown>>
  /** Paths of fields that an earlier version did not write. */
  readonly mayLack: readonly string[]
  readonly words: Readonly<Record<string, readonly string[]>>
}

export const anyKey = 'production/ci-bot'
export const heardOf = { routes: ['platform'], audience: ['mail'] }
export const standingWords = ['invalid', 'misconfigured', 'unknown', 'valid']
export const levels = ['page', 'notice']
export const suppressions = ['silence', 'outage', 'storm', 'flapping']
export const reasonsOf = ['revoked', 'healthy']
