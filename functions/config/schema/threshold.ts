import { z } from 'zod'
import { expected } from './text.ts'

const what = expected('a number of ticks from 1 to 20')

const ticks = z
  .number({ error: what })
  .refine((count) => Number.isInteger(count) && count >= 1 && count <= 20, { error: what })
  .optional()

/** How many ticks in a row it takes before people are told. That a token is invalid is told at once, whatever these say. */
export const thresholdFields = {
  /** That nobody can tell what the token is worth; by default `3`. */
  unknownAfter: ticks,
  /** That the check can not be asked, such as for a missing secret; by default `3`. */
  misconfiguredAfter: ticks,
  /** That all is well again; by default `2`. */
  recoversAfter: ticks,
}
