import { z } from 'zod'
import { parseDuration } from '../../core/model/duration.ts'
import { parseInstant } from '../../core/model/expiry.ts'
import { kindOf } from '../kind.ts'
import { suggest } from '../near-miss.ts'

/** The message for a value that is not `what`: names the kind of what was found, never the value. */
export function expected(what: string) {
  return ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? `missing; expected ${what}` : `expected ${what}, found ${kindOf(input)}`
}

/** The same for alternatives that a field tells apart, such as `in` in a placement. */
export function expectedVariant(what: string) {
  const otherwise = expected(what)
  return (issue: z.core.$ZodRawIssue): string =>
    issue.code === 'invalid_union' && Array.isArray(issue['options'])
      ? `expected one of ${issue['options'].join(', ')}: use ${what}`
      : otherwise(issue)
}

/** A string that `fits`. */
export function text(what: string, fits: (text: string) => boolean) {
  const error = expected(what)
  return z.string({ error }).refine(fits, { error })
}

/** A string that `read` understands; what `read` returns is what the deployment will hold. */
export function parsed<T>(what: string, read: (text: string) => T | undefined) {
  const error = expected(what)
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

/** An object with these fields and no others. Unknown fields get a line each, in the order of zod's `keys`. */
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

/** Ids and environment names end up in metric dimensions and resource names, which allow no more than this. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

export const id = text('lower-case letters, digits and dashes, at most 63', (value) => idPattern.test(value))

/** Services and tags, as other systems spell them. */
export const label = text('a name of letters, digits and . _ / -, at most 63', (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/.test(value),
)

/** What people read in a page: one line, not blank. */
export const sentence = text('a sentence on one line, at most 300 characters', (value) =>
  /^(?=.*\S)\P{Cc}{1,300}$/u.test(value),
)

/** Compared with what a provider answers, so nearly anything goes. */
export const word = text('a text of 1 to 512 characters', (value) => /^\P{Cc}{1,512}$/u.test(value))

/** Seconds out of `90s`, `5m`, `12h`, `30d`, `2w`. */
export const duration = parsed('a duration such as 90s, 5m, 12h, 30d or 2w', parseDuration)

/** Scheduler's finest rate is a minute in AWS; the local run goes down to a second. */
export const cadence = parsed('a duration from 1s to 24h', (value) => {
  const seconds = parseDuration(value)
  return seconds !== undefined && seconds <= 86_400 ? seconds : undefined
})

/** Milliseconds out of `800ms` or a duration. */
export const latency = parsed('a duration such as 800ms or 2s', (value) => {
  const milliseconds = /^([1-9][0-9]{0,5})ms$/.exec(value)?.[1]
  if (milliseconds !== undefined) return Number(milliseconds)
  const seconds = parseDuration(value)
  return seconds === undefined ? undefined : seconds * 1_000
})

/** Epoch seconds out of a calendar date (00:00 UTC) or a time with its zone. */
export const instant = parsed('a date such as 2027-03-01 or a time such as 2027-03-01T10:00:00Z', (value) => {
  const seconds = parseInstant(value, value.length === 10 ? 'date' : 'iso', 0)
  return typeof seconds === 'number' ? seconds : undefined
})
