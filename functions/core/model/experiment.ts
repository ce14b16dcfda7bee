import type { CheckKey } from './check.ts'

/**
 * Says that tokens are being broken on purpose: until then, and no longer, pages about these checks say so and nothing rotates them. Written
 * by whoever runs the experiment, and worth nothing after its end, so that nobody has to take it back.
 */
export type ExperimentLease = {
  readonly runId: string
  readonly checks: readonly CheckKey[]
  /** Epoch milliseconds. */
  readonly until: number
}

/** The experiment that a check is under at this moment; null where there is none. */
export function experimentOn(lease: ExperimentLease | null, check: CheckKey, nowMs: number): ExperimentLease | null {
  return lease !== null && nowMs < lease.until && lease.checks.includes(check) ? lease : null
}
