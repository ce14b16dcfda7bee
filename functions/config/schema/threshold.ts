import { z } from 'zod'
import { expected } from './text.ts'

const what = expected('a number of ticks from 1 to 20')

const ticks = z
  .number({ error: what })
  .refine((count) => Number.isInteger(count) && count >= 1 && count <= 20, { error: what })
  .optional()

/** Numbers of ticks in a row before people are notified. An invalid token is notified at once, whatever these say. */
export const thresholdFields = {
  /** Ticks in a row that are `unknown`; by default `3`. */
  unknownAfter: ticks,
  /** Ticks in a row that are `misconfigured`, such as for a missing secret; by default `3`. */
  misconfiguredAfter: ticks,
  /** Ticks in a row that are `valid` again; by default `2`. */
  recoversAfter: ticks,
}
