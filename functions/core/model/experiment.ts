import type { CheckKey } from './check.ts'

/**
 * Announces that tokens are broken on purpose until `until`. Messages about these checks say so, and nothing rotates their tokens. The
 * runner of the experiment writes it. It ends by itself, so that nobody has to remove it.
 */
export type ExperimentLease = {
  readonly runId: string
  readonly checks: readonly CheckKey[]
  /** Epoch milliseconds. */
  readonly until: number
}

/** Returns the experiment on a check at an instant; `null` where there is none. */
export function experimentOn(lease: ExperimentLease | null, check: CheckKey, nowMs: number): ExperimentLease | null {
  return lease !== null && nowMs < lease.until && lease.checks.includes(check) ? lease : null
}
