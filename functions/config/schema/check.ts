import { z } from 'zod'
import type { DeclaredAnswer, GateMode } from '../../core/model/check.ts'
import type { InstantFormat } from '../../core/model/expiry.ts'
import { isPrivateRange } from '../addresses.ts'
import { budget } from './budget.ts'
import { consumer } from './consumer.ts'
import { expression } from './expression.ts'
import { rotation } from './rotation.ts'
import {
  cadence,
  duration,
  expected,
  id,
  instant,
  label,
  latency,
  list,
  object,
  oneOf,
  sentence,
  text,
  word,
} from './text.ts'
import { thresholdFields } from './threshold.ts'
import { link } from './url.ts'

const formats = [
  'iso',
  'date',
  'text',
  'epoch_seconds',
  'epoch_milliseconds',
  'seconds_remaining',
] as const satisfies readonly InstantFormat[]
const gateModes = ['blocking', 'advisory'] as const satisfies readonly GateMode[]
const format = oneOf(formats).default('iso')

const secretField = z
  .union([word, object("a field of the secret's JSON object", { name: word, format })], {
    error: expected('the name of a field of the secret, or { name, format }'),
  })
  .transform((input) => (typeof input === 'string' ? { name: input, format: 'iso' as const } : input))

/** Fields of every check, whatever its profile. */
export const commonFields = {
  /** Unique in its environment: lower-case letters, digits and dashes. */
  id,
  /** May be left out where the config has exactly one. */
  environment: id.optional(),
  /** Who is hurt when this credential dies, as a sentence: it is what the woken person reads first. */
  impact: sentence,
  owner: sentence.optional(),
  runbook: link.optional(),
  /** Services whose deployments depend on this credential. */
  usedBy: list('a list of service names', label).default([]),
  tags: list('a list of tags', label).default([]),
  /** How often to probe: from `1s` to `24h`, by default `5m`. */
  every: cadence.optional(),
  /** Expiry closer than this is a notice; by default `30d`. */
  warn: duration.optional(),
  /** Expiry closer than this wakes somebody; by default `3d`. */
  critical: duration.optional(),
  ...thresholdFields,
  /** The day (00:00 UTC) or the time with zone at which the credential dies, where only you know it. */
  expires: instant.optional(),
  /** With `maxAge`: the credential dies, or is overdue by your own policy, that much later. */
  issuedAt: instant.optional(),
  maxAge: duration.optional(),
  /** A key of the secret's JSON object that holds the expiry. */
  expiresField: secretField.optional(),
  /** `'manual'`, `existing(...)`, `managed(...)` or `ours(...)`. */
  rotation: rotation.optional(),
  /** Who uses the credential: `health(...)`, `ecs(...)` and so on; after a rotation those are named who have not moved on. */
  consumers: list('a list of consumers such as health(...)', consumer).default([]),
  /** How long the version before may still work after a rotation; by default nobody looks. */
  overlap: duration.optional(),
  /** Says in each environment that the check of this id may hold the same credential as the others. */
  shared: z.boolean({ error: expected('true or false') }).default(false),
  /** An alarm of its own in CloudWatch, which pages nobody; by default none. */
  perCheckAlarm: z.boolean({ error: expected('true or false') }).default(false),
  /** Whether the deploy gate refuses on this check, or only tells of it; by default it refuses. */
  gate: oneOf(gateModes).default('blocking'),
}

const scopeLists = object('{ require?, forbid? } or a list of scopes', {
  require: list('a list of scopes', word).default([]),
  forbid: list('a list of scopes', word).default([]),
}).superRefine(({ require, forbid }, context) => {
  for (const [index, scope] of forbid.entries()) {
    if (!require.includes(scope)) continue
    context.addIssue({
      code: 'custom',
      path: ['forbid', index],
      message: 'this scope is required too: it can not be both',
    })
  }
})

const scopes = z
  .union([list('a list of scopes', word), scopeLists], {
    error: expected('a list of scopes, or { require?, forbid? }'),
  })
  .transform((input) => ('require' in input ? input : { require: input, forbid: [] }))

const expiresPath = z
  .union([expression, object('{ at, format }', { at: expression, format })], {
    error: expected('a JMESPath expression, or { at, format }'),
  })
  .transform((input) => (typeof input === 'string' ? { at: input, format: 'iso' as const } : input))

const read = object('an object of JMESPath expressions', {
  identity: expression.optional(),
  environment: expression.optional(),
  scopes: expression.optional(),
  expires: expiresPath.optional(),
})

const meanings = [
  'alive',
  'expired',
  'revoked',
  'rejected',
  'suspended',
  'ping_forbidden',
  'rate_limited',
  'provider_error',
  'blocked_from_here',
  'quota_exhausted',
  'wrong_target',
] as const satisfies readonly DeclaredAnswer['means'][]

const status = expected('a status from 200 to 599')
const answer = object('{ status, when?, means }', {
  status: z
    .number({ error: status })
    .refine((code) => Number.isInteger(code) && code >= 200 && code <= 599, { error: status }),
  when: expression.nullable().default(null),
  means: oneOf(meanings),
})

/** Fields of every check that asks somebody: what must be true of the answer, and where it is found in it. */
export const answerFields = {
  /** Who the token has to belong to. */
  identity: word.optional(),
  /** The label that the answer must carry at `read.environment`; by default the check's own environment. */
  environmentLabel: word.optional(),
  /** A list of required scopes, or both lists. */
  scopes: scopes.default({ require: [], forbid: [] }),
  /** JMESPath expressions over the answer; each must come out true. */
  assert: list('a list of JMESPath expressions', expression).default([]),
  slowAfter: latency.optional(),
  /** Whether a broken credential is tried once an hour, to prove that the API looks at it; by default it is. */
  controls: z.boolean({ error: expected('true or false') }).default(true),
  /** How often Tokenwatch may call with this credential, and its host with all that ask it; by default as the catalogue says. */
  budget: budget.optional(),
  /** Ranges of private or loopback addresses that this check may reach; plain http is possible there. */
  allowPrivate: list(
    'a list of CIDR ranges',
    text('a CIDR range of private addresses only, such as 10.0.0.0/8', isPrivateRange),
  ).default([]),
  /** Where the answer names things, as JMESPath expressions. */
  read: read.default({}),
  /** What an answer of this kind means with this provider; looked at before the profile's own rules. */
  answers: list('a list of { status, when?, means }', answer).default([]),
}

/** `answerFields` by themselves, so that a profile that asks nobody can have their defaults. */
export const answerObject = z.object(answerFields)

/** What `commonFields` come out as. */
export type CommonFields = z.output<z.ZodObject<typeof commonFields>>

/** What `answerFields` come out as. */
export type AnswerFields = z.output<typeof answerObject>

/** What a user may write in `commonFields`. */
export type CommonFieldsInput = z.input<z.ZodObject<typeof commonFields>>

/** What a user may write in `answerFields`. */
export type AnswerFieldsInput = z.input<typeof answerObject>
