import type { Answered } from '../../model/reading.ts'
import { nothingObserved } from '../observation.ts'

/** Timings of a question that needs no request. */
export const noTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

/** The answer of a check that asks nothing. The assessment adds what the config declares. */
export const askNothing: Answered = {
  kind: 'answered',
  status: null,
  timings: noTimings,
  meaning: 'unproved',
  rule: 'declared',
  retryAfterSeconds: null,
  ...nothingObserved,
}
