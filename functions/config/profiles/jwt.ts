import { z } from 'zod'
import type { JwtKey } from '../../core/model/question.ts'
import type { SecretReference } from '../../core/model/secret-reference.ts'
import { answerRules, needPing, secretHoldsWhatIsSent, statusNeedsControls } from '../rules/answer.ts'
import { faultAt, rule, says } from '../rules.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { publicKey } from '../schema/public-key.ts'
import { bearerToken, pingRequest, placements } from '../schema/request.ts'
import { secretReference, secretWith } from '../schema/secret.ts'
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
  /** Public key (PEM) that the token is signed for, where its issuer has no key set. */
  publicKey: publicKey.optional(),
  /** Secret that issuer and API share, where the token is signed with one (HS256). */
  sharedSecret: secretWith('token').optional(),
  /** Request that is sent with the token, so that a revoked one is noticed. */
  ping: pingRequest.optional(),
  /** Placement of the token in the ping; by default `bearer()`. */
  send: placements.optional(),
})

/** Refuses two sources of one key: which of them decides would be a guess. */
const oneKey = rule(z.looseObject({}), (check) => {
  const named = ['jwks', 'publicKey', 'sharedSecret'].filter((name) => says(check, name))
  const [first, ...others] = named
  return others.map((name) =>
    faultAt(name, `expected one of jwks, publicKey and sharedSecret: drop it, or drop ${first}`),
  )
})

function keyOf(pem: string | undefined, shared: SecretReference | undefined): { readonly key?: JwtKey } {
  if (pem !== undefined) return { key: { kind: 'public', pem } }
  return shared === undefined ? {} : { key: { kind: 'shared', secret: shared } }
}

/** A JWT. Claims are read offline; the signature and a ping are optional proofs. */
export const jwtInput = profileInput(
  schema,
  [...answerRules, secretHoldsWhatIsSent, needPing('send'), oneKey, statusNeedsControls('assert')],
  ({ issuer, audience, jwks, publicKey, sharedSecret, ping, send, ...fields }) => ({
    ...fields,
    question: {
      kind: 'jwt',
      issuer: issuer ?? null,
      audience: audience ?? null,
      jwksUrl: jwks ?? null,
      ...keyOf(publicKey, sharedSecret),
      ping: ping ?? null,
      send: ping === undefined ? [] : (send ?? [bearerToken]),
      ...(ping !== undefined && fields.assert.length === 0 ? { besideBroken: true } : {}),
    },
  }),
)
