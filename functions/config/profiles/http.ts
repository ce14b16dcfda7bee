import { z } from 'zod'
import { answerRules, expectationsNeedPaths, headBringsNoBody, secretHoldsWhatIsSent } from '../rules/answer.ts'
import { absent, faultAt, rule } from '../rules.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { bearerToken, pingRequest, placements } from '../schema/request.ts'
import { secretReference } from '../schema/secret.ts'
import { object } from '../schema/text.ts'
import { profileInput } from './profile-input.ts'

const schema = object('http(...)', {
  profile: z.literal('http'),
  ...commonFields,
  ...answerFields,
  /** Secret of the token. */
  secret: secretReference,
  /** Request that is sent with the token on every tick: `get('https://...')`. */
  ping: pingRequest,
  /** Placement of the token; by default `bearer()`. */
  send: placements.default([bearerToken]),
})

/** Requires an assertion or an identity: a login page answers 200 as well, so only the content proves the token. */
const looksIntoTheAnswer = rule(
  z.looseObject({ assert: z.array(z.unknown()).max(0).optional(), identity: absent }),
  () => [faultAt('assert', 'missing; a status alone proves nothing: expected assert, or identity with read.identity')],
)

/** Any API that takes a token. */
export const httpInput = profileInput(
  schema,
  [...answerRules, expectationsNeedPaths, headBringsNoBody, secretHoldsWhatIsSent, looksIntoTheAnswer],
  (fields) => ({ ...fields, question: { kind: 'request', ping: fields.ping, send: fields.send } }),
)
