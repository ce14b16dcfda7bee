import { z } from 'zod'
import { duration, expected } from './text.ts'

const what = expected('a number of ticks from 1 to 20')

const ticks = z
  .number({ error: what })
  .refine((count) => Number.isInteger(count) && count >= 1 && count <= 20, { error: what })
  .optional()

/** Numbers of ticks in a row, and a time, before people are notified. An invalid token is notified at once, whatever these say. */
export const thresholdFields = {
  /** Ticks in a row that are `unknown`; by default `3`. */
  unknownAfter: ticks,
  /** Ticks in a row that are `misconfigured`, such as for a missing secret; by default `3`. */
  misconfiguredAfter: ticks,
  /** Ticks in a row that are `valid` again; by default `2`. */
  recoversAfter: ticks,
  /** Time after which a credential that was proved, and cannot be proved now, is a page; by default `30m`. */
  unprovedAfter: duration.optional(),
}
