import { z } from 'zod'
import type { DeclaredAnswer, GateMode, ProofMode } from '../../core/model/check.ts'
import { isPrivateRange } from '../addresses.ts'
import { budget } from './budget.ts'
import { consumer } from './consumer.ts'
import { expiresPath, secretField } from './expiry-place.ts'
import { condition, placeExpression } from './expression.ts'
import { pingRequest } from './request.ts'
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
import { decidedCondition, decidedMeaning } from './undecided.ts'
import { urgencyFields } from './urgency.ts'
import { linkUrl } from './url.ts'

const gateModes = ['blocking', 'advisory'] as const satisfies readonly GateMode[]
const proofModes = ['asked', 'declared'] as const satisfies readonly ProofMode[]

/** Fields of every check, whatever its profile. */
export const commonFields = {
  /** Unique in its environment: lower-case letters, digits and dashes. */
  id,
  /** Optional where the config has exactly one environment. */
  environment: id.optional(),
  /** Sentence that says what breaks when this credential dies. The paged person reads it first. */
  impact: sentence,
  owner: sentence.optional(),
  ...urgencyFields,
  runbook: linkUrl.optional(),
  /** Services whose deployments depend on this credential. */
  usedBy: list('a list of service names', label).default([]),
  tags: list('a list of tags', label).default([]),
  /** Interval between two probes, from `1s` to `24h`; by default `5m`. */
  every: cadence.optional(),
  /** Expiry closer than this is a notice; by default `30d`. */
  warn: duration.optional(),
  /** Expiry closer than this is a page; by default `3d`. */
  critical: duration.optional(),
  ...thresholdFields,
  /** Day (00:00 UTC), or time with zone, at which the credential expires, where only you know it. */
  expires: instant.optional(),
  /** Day or time of issue. The credential expires, or is overdue by your own policy, `maxAge` later. */
  issuedAt: instant.optional(),
  maxAge: duration.optional(),
  /** A key of the secret's JSON object that holds the expiry. */
  expiresField: secretField.optional(),
  /** `'manual'`, `existing(...)`, `managed(...)` or `ours(...)`. */
  rotation: rotation.optional(),
  /** Consumers of the credential: `health(...)`, `ecs(...)` and so on. After a rotation, messages name those that have not moved on. */
  consumers: list('a list of consumers such as health(...)', consumer).default([]),
  /** Time after a rotation in which the previous version may still work; by default this is not checked. */
  overlap: duration.optional(),
  /** True if the checks of this id in several environments may hold the same credential. */
  shared: z.boolean({ error: expected('true or false') }).default(false),
  /** True for a CloudWatch alarm of its own, which pages nobody; by default false. */
  perCheckAlarm: z.boolean({ error: expected('true or false') }).default(false),
  /** `blocking`: the deploy gate refuses because of this check. `advisory`: it only reports it. */
  gate: oneOf(gateModes).default('blocking'),
  /** `'declared'`: the deploy gate passes a credential that nothing can prove, if nothing speaks against it. By default `'asked'`. */
  proof: oneOf(proofModes).default('asked'),
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
      message: 'this scope is required too: remove it from one of the two lists',
    })
  }
})

const scopes = z
  .union([list('a list of scopes', word), scopeLists], {
    error: expected('a list of scopes, or { require?, forbid? }'),
  })
  .transform((input) => ('require' in input ? input : { require: input, forbid: [] }))

const read = object('an object of JMESPath expressions', {
  identity: placeExpression.optional(),
  environment: placeExpression.optional(),
  scopes: placeExpression.optional(),
  expires: expiresPath.optional(),
})

export const meanings = [
  'alive',
  'expired',
  'revoked',
  'rejected',
  'suspended',
  'under_scoped',
  'ping_forbidden',
  'unrecognized',
  'unreachable',
  'timed_out',
  'redirected',
  'settling',
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
  when: decidedCondition.nullable().default(null),
  means: decidedMeaning(meanings),
})

/** Fields of every check that sends a request: what must be true of the answer, and where to find it there. */
export const answerFields = {
  /** Identity that the token must have. */
  identity: word.optional(),
  /** Label that the answer must have at `read.environment`; by default the check's own environment. */
  environmentLabel: word.optional(),
  /** A list of required scopes, or both lists. */
  scopes: scopes.default({ require: [], forbid: [] }),
  /** JMESPath expressions over the answer. Each must be true. */
  assert: list('a list of JMESPath expressions', condition).default([]),
  slowAfter: latency.optional(),
  /**
   * Also send a deliberately broken credential once an hour. An API that accepts it makes the check `vacuous`. By default on, but not where
   * a failed attempt may count against the account: for a user and password, a client secret, and providers that count failures.
   */
  controls: z
    .boolean({ error: expected('true or false') })
    .optional()
    .transform((wanted) => (wanted === true ? ('always' as const) : wanted !== false)),
  /** Call rates for this credential, and for its host with all checks that ask it; by default those of the catalogue. */
  budget: budget.optional(),
  /** Ranges of private or loopback addresses that this check may reach; plain http is possible there. */
  allowPrivate: list(
    'a list of CIDR ranges',
    text('a CIDR range of private addresses only, such as 10.0.0.0/8', isPrivateRange),
  ).default([]),
  /** Places in the answer, as JMESPath expressions. */
  read: read.default({}),
  /** Further harmless requests that the credential must be allowed to make, at the host of the ping: `get('https://...')`. At most 5. */
  needs: list('a list of get(...), head(...) or post(...)', pingRequest)
    .refine((needs) => needs.length <= 5, { error: expected('at most 5 requests') })
    .default([]),
  /** Meanings of answers with this provider, judged before the profile's own rules. */
  answers: list('a list of { status, when?, means }', answer).default([]),
}

/** `answerFields` alone, for the defaults of a profile that sends no request. */
export const answerObject = z.object(answerFields)

/** Parsed `commonFields`. */
export type CommonFields = z.output<z.ZodObject<typeof commonFields>>

/** Parsed `answerFields`. */
export type AnswerFields = z.output<typeof answerObject>

/** Input of `commonFields`. */
export type CommonFieldsInput = z.input<z.ZodObject<typeof commonFields>>

/** Input of `answerFields`. */
export type AnswerFieldsInput = z.input<typeof answerObject>
