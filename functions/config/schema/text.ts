import { z } from 'zod'
import { parseDuration } from '../../core/model/duration.ts'
import { parseInstant } from '../../core/model/instant.ts'
import { unseen } from '../../core/model/unseen.ts'
import { kindOf } from '../kind.ts'
import { suggest } from '../near-miss.ts'
import { shown } from '../secrecy.ts'

/** Makes the message for a value that is not `what`. It names the kind of the value that was found, never the value. */
export function expected(what: string) {
  return ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `missing; expected ${what}` : `expected ${what}, found ${kindOf(input)}`
}

/** Longest value that a message quotes: shorter than any credential of a known shape. */
const longestQuote = 16

/** Makes the message for a value that holds no secret, such as a duration or an id. It quotes a short, plain value. */
export function expectedPlain(what: string) {
  const otherwise = expected(what)
  return ({ input }: { readonly input?: unknown }): string =>
    typeof input === 'string' && input.length <= longestQuote && shown(input) !== undefined
      ? `expected ${what}, found "${input}"`
      : otherwise({ input })
}

/** Makes the message for alternatives that one field tells apart, such as `in` in a placement. */
export function expectedVariant(what: string) {
  const otherwise = expected(what)
  return (issue: z.core.$ZodRawIssue): string =>
    issue.code === 'invalid_union' && Array.isArray(issue['options'])
      ? `expected one of ${issue['options'].join(', ')}: use ${what}`
      : otherwise(issue)
}

/** A string that `fits`. */
export function text(what: string, fits: (text: string) => boolean, error = expected(what)) {
  return z.string({ error }).refine(fits, { error })
}

/** A string that `read` parses. The deployment holds what `read` returns. */
export function parsed<T>(what: string, read: (text: string) => T | undefined, error = expected(what)) {
  return z.string({ error }).transform((text, context) => {
    const value = read(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: error({ input: text }) })
    return z.NEVER
  })
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: expected(`one of ${words.join(', ')}`) })
}

/** An object with these fields and no others. Each unknown field gets its own line, in the order of zod's `keys`. */
export function object<Shape extends z.core.$ZodLooseShape>(what: string, shape: Shape) {
  const known = Object.keys(shape)
  const otherwise = expected(what)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `unknown field; ${suggest(key, known)}`).join('\n')
        : otherwise(issue),
  })
}

/** A list, by default of any length. */
export function list<Item extends z.ZodType>(what: string, item: Item) {
  return z.array(item, { error: expected(what) }).readonly()
}

/** Pattern of ids and environment names, which become metric dimensions and resource names. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

const idText = 'lower-case letters, digits and dashes such as ci-bot, at most 63'

export const id = text(idText, (value) => idPattern.test(value), expectedPlain(idText))

/** Name of a service or a tag, as other systems spell it. */
export const label = text('a name of letters, digits and . _ / -, at most 63', (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/.test(value),
)

/** Text that people read in a page: one line, not blank, and nothing in it that they cannot see. */
export const sentence = text(
  'a sentence on one line, at most 300 characters',
  (value) => /^(?=.*\S).{1,300}$/su.test(value) && !unseen.test(value) && value.isWellFormed(),
)

/** Text that is compared with a provider's answer. */
export const word = text('a text of 1 to 512 characters', (value) => /^\P{Cc}{1,512}$/u.test(value))

const durationText = 'a duration such as 90s, 5m, 12h, 30d or 2w'

/** Seconds, parsed from `90s`, `5m`, `12h`, `30d` or `2w`. */
export const duration = parsed(durationText, parseDuration, expectedPlain(durationText))

const cadenceText = 'a duration from 1s to 24h such as 30s, 5m or 12h'

/** Seconds between two probes. Scheduler's finest rate in AWS is a minute; a local run goes down to a second. */
export const cadence = parsed(
  cadenceText,
  (value) => {
    const seconds = parseDuration(value)
    return seconds !== undefined && seconds <= 86_400 ? seconds : undefined
  },
  expectedPlain(cadenceText),
)

const latencyText = 'a duration such as 800ms or 2s'

/** Milliseconds, parsed from `800ms` or a duration. */
export const latency = parsed(
  latencyText,
  (value) => {
    const milliseconds = /^([1-9][0-9]{0,5})ms$/.exec(value)?.[1]
    if (milliseconds !== undefined) return Number(milliseconds)
    const seconds = parseDuration(value)
    return seconds === undefined ? undefined : seconds * 1_000
  },
  expectedPlain(latencyText),
)

/** Epoch seconds, parsed from a calendar date (00:00 UTC) or a time with its zone. */
export const instant = parsed('a date such as 2027-03-01 or a time such as 2027-03-01T10:00:00Z', (value) => {
  const seconds = parseInstant(value, value.length === 10 ? 'date' : 'iso', 0)
  return typeof seconds === 'number' ? seconds : undefined
})
