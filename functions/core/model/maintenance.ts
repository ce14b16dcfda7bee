import type { WeeklyHours } from './weekly-hours.ts'

/** A weekly window in which messages are suppressed. */
export type MaintenanceWindow = WeeklyHours & {
  readonly reason: string
  /** Checks that it covers; all checks where the list is empty. */
  readonly covers: readonly Covered[]
}

/** Checks that a silence or a maintenance window covers: one check, or all of a provider, tag or environment. */
export type Covered =
  | { readonly check: string }
  | { readonly provider: string }
  | { readonly tag: string }
  | { readonly environment: string }
