import { z } from 'zod'
import { isTimeZone } from '../../core/model/calendar.ts'
import type { InstantFormat } from '../../core/model/instant.ts'
import { placeExpression } from './expression.ts'
import { expected, list, object, oneOf, text, word } from './text.ts'

const formats = [
  'iso',
  'date',
  'text',
  'epoch_seconds',
  'epoch_milliseconds',
  'seconds_remaining',
] as const satisfies readonly InstantFormat[]
const format = oneOf(formats).default('iso')

const zone = text('a time zone such as UTC, +02:00 or Europe/Berlin', isTimeZone)
const neverText = 'a value that means never, such as null, 0 or "none"'
const never = list(
  'a list of values that mean never, such as [null, 0]',
  z.union([z.null(), z.number(), z.string().max(64)], { error: expected(neverText) }),
)
/**
 * Fields of the way in which an instant is written: its format, the zone of dates that name none, the values that mean never, and if it may
 * be absent.
 */
const written = {
  format,
  zone: zone.optional(),
  never: never.optional(),
  optional: z.boolean({ error: expected('true or false') }).optional(),
}

/** A field of the secret that holds the expiry, with the way in which it is written. */
export const secretField = z
  .union([word, object("a field of the secret's JSON object", { name: word, ...written })], {
    error: expected('the name of a field of the secret, or { name, format, zone?, never?, optional? }'),
  })
  .transform((input) => (typeof input === 'string' ? { name: input, format: 'iso' as const } : input))

/** Place of an expiry in an answer, with the way in which it is written. */
export const expiresPath = z
  .union([placeExpression, object('{ at, format, zone?, never?, optional? }', { at: placeExpression, ...written })], {
    error: expected('a JMESPath expression, or { at, format, zone?, never?, optional? }'),
  })
  .transform((input) => (typeof input === 'string' ? { at: input, format: 'iso' as const } : input))
