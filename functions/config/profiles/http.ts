import { z } from 'zod'
import { answerRules, expectationsNeedPaths, headBringsNoBody, secretHoldsWhatIsSent } from '../rules/answer.ts'
import { absent, faultAt, rule } from '../rules.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { bearerToken, ping, placements } from '../schema/request.ts'
import { secretReference } from '../schema/secret.ts'
import { object } from '../schema/text.ts'
import { profileInput } from './profile-input.ts'

const schema = object('http(...)', {
  profile: z.literal('http'),
  ...commonFields,
  ...answerFields,
  /** Where the token is kept. */
  secret: secretReference,
  /** What is asked, with the token, on every tick: `get('https://...')`. */
  ping,
  /** Where the token travels; by default `bearer()`. */
  send: placements.default([bearerToken]),
})

/** A login page answers 200 as well: only what the answer says proves that the token was understood. */
const looksIntoTheAnswer = rule(
  z.looseObject({ assert: z.array(z.unknown()).max(0).optional(), identity: absent }),
  () => [faultAt('assert', 'missing; an answer alone proves nothing: expected assert, or identity with read.identity')],
)

/** Any API that takes a token. */
export const httpInput = profileInput(
  schema,
  [...answerRules, expectationsNeedPaths, headBringsNoBody, secretHoldsWhatIsSent, looksIntoTheAnswer],
  (fields) => ({ ...fields, question: { kind: 'request', ping: fields.ping, send: fields.send } }),
)
