import { parseRate } from '../../core/model/rate.ts'
import { object, parsed } from './text.ts'

const rate = parsed("calls in a span of time, such as '300/1m' or '5000/1h'", parseRate)

/** Call rates that a user allows in place of the catalogue's. */
export const budget = object('{ credential?, host? }', { credential: rate.optional(), host: rate.optional() })
