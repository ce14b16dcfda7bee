import type { Check } from '../model/check.ts'
import type { Verdict } from '../model/verdict.ts'
import type { SavedState } from './save-state.ts'

/** One judged check, with its saved state and the pages that it caused. */
export type CheckOutcome = {
  readonly check: Check
  readonly verdict: Verdict
  /** Hash of what was asked and judged. */
  readonly questionHash: string
  /** Epoch milliseconds at which the first attempt of the tick ended. */
  readonly firstReadingAt: number
  /** An experiment breaks the token on purpose. */
  readonly onPurpose: boolean
} & SavedState
