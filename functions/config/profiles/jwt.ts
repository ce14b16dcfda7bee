import { z } from 'zod'
import { answerRules, needPing, secretHoldsWhatIsSent } from '../rules/answer.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { bearerToken, ping, placements } from '../schema/request.ts'
import { secretReference } from '../schema/secret.ts'
import { object, word } from '../schema/text.ts'
import { url } from '../schema/url.ts'
import { profileInput } from './profile-input.ts'

const schema = object('jwt(...)', {
  profile: z.literal('jwt'),
  ...commonFields,
  ...answerFields,
  /** Secret of the token. */
  secret: secretReference,
  /** Expected claim `iss`. */
  issuer: word.optional(),
  /** Expected entry of the claim `aud`. */
  audience: word.optional(),
  /** Key set of the issuer. Without it the signature is not checked. */
  jwks: url.optional(),
  /** Request that is sent with the token, so that a revoked one is noticed. */
  ping: ping.optional(),
  /** Placement of the token in the ping; by default `bearer()`. */
  send: placements.optional(),
})

/** A JWT. Claims are read offline; the signature and a ping are optional proofs. */
export const jwtInput = profileInput(
  schema,
  [...answerRules, secretHoldsWhatIsSent, needPing('send')],
  ({ issuer, audience, jwks, ping, send, ...fields }) => ({
    ...fields,
    question: {
      kind: 'jwt',
      issuer: issuer ?? null,
      audience: audience ?? null,
      jwksUrl: jwks ?? null,
      ping: ping ?? null,
      send: ping === undefined ? [] : (send ?? [bearerToken]),
    },
  }),
)
