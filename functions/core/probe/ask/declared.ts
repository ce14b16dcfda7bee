import type { Answered } from '../../model/reading.ts'
import { nothingObserved } from '../observation.ts'

/** The time of a question that needed no request. */
export const noTimings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null, totalMs: 0 }

/** Nothing is asked: what the config declares is all there is, and the assessment adds it. */
export const askNothing: Answered = {
  kind: 'answered',
  status: null,
  timings: noTimings,
  meaning: 'alive',
  rule: 'declared',
  retryAfterSeconds: null,
  ...nothingObserved,
}
