import { z } from 'zod'
import type { RotationConsumer, RotationTerms } from '../../../core/model/ours.ts'
import { secretReference } from '../secret.ts'
import { duration, expected, label, list, object, text, word } from '../text.ts'
import { linkUrl } from '../url.ts'

const clock = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Parses `02:30` to minutes after midnight. */
function minutesOf(time: string): number {
  const [, hours = '0', minutes = '0'] = clock.exec(time) ?? []
  return Number(hours) * 60 + Number(minutes)
}

const span = text('a daily span in UTC such as 02:00-05:00', (value) => {
  const ends = value.split('-')
  return ends.length === 2 && ends.every((end) => clock.test(end)) && ends[0] !== ends[1]
}).transform((value) => {
  const [from = '', to = ''] = value.split('-')
  return { fromMinute: minutesOf(from), toMinute: minutesOf(to) }
})

const cached = object('{ name, cache }', { name: label, cache: duration })
const started = object("{ name, reads: 'at_start' }", {
  name: label,
  reads: z.literal('at_start', { error: expected("'at_start'") }),
})
const consumer = z
  .union([cached, started], { error: expected("{ name, cache: '5m' } or { name, reads: 'at_start' }") })
  .transform(
    (input): RotationConsumer =>
      'cache' in input
        ? { name: input.name, reads: { cacheSeconds: input.cache } }
        : { name: input.name, reads: 'at_start' },
  )

const flag = z.boolean({ error: expected('true or false') })

/** A key of the secret's JSON object. */
export const secretKey = text("a key of the secret's JSON object", (value) => /^\P{Cc}{1,256}$/u.test(value))

/** Fields shared by all `ours(...)` rotations, independent of the grant. */
export const termFields = {
  by: z.literal('ours'),
  /** Rotation starts when the credential has less than this left. */
  rotateWithin: duration,
  /** True if a person must approve each rotation. */
  approve: flag.default(false),
  /** Daily spans in UTC in which a rotation may start. */
  between: list('a list of daily spans in UTC', span).default([]),
  /** Consumers that must have moved on before the old key is revoked: `{ name, cache: '5m' }`, or `{ name, reads: 'at_start' }`. */
  consumers: list('a list of consumers', consumer).default([]),
  /** Time after the promotion at which the old key is revoked without evidence of its consumers, in working hours. */
  revokeAfter: duration.optional(),
  /** A key of the secret's JSON object that holds the provider's id of the credential. */
  idField: secretKey.optional(),
  /** The provider's id of the credential that is current now, for the first rotation. */
  firstId: word.optional(),
  /** Idle limit of the provider. The credential is refreshed after two thirds of it at the latest. */
  keepAlive: duration.optional(),
  /** A secret to spare with a credential of the same kind, which a rehearsal rotates. */
  rehearsal: secretReference.optional(),
  /** Page on which a person issues the credential, or gives consent again. */
  console: linkUrl.optional(),
}

type Written = z.output<z.ZodObject<typeof termFields>>

/** Converts the fields above to the terms of a rotation. */
export function termsOf(written: Written, fields: RotationTerms['fields'] = {}) {
  const { approve, between, consumers, revokeAfter, idField, firstId, keepAlive, console, rotateWithin } = written
  const { rehearsal } = written
  const terms: RotationTerms = {
    approve,
    windows: between,
    consumers,
    revokeAfterSeconds: revokeAfter ?? null,
    fields,
    idField: idField ?? null,
    firstId: firstId ?? null,
    keepAliveSeconds: keepAlive ?? null,
    rehearsal: rehearsal ?? null,
    consoleUrl: console ?? null,
  }
  return { by: 'ours', rotateWithinSeconds: rotateWithin, terms } as const
}
