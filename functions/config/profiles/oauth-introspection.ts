import { z } from 'zod'
import { answerRules } from '../rules/answer.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { authentication, clientSecretReference } from '../schema/rotation/oauth.ts'
import { secretWith } from '../schema/secret.ts'
import { object, oneOf } from '../schema/text.ts'
import { url } from '../schema/url.ts'
import { profileInput } from './profile-input.ts'

const schema = object('oauthIntrospection(...)', {
  profile: z.literal('oauth-introspection'),
  ...commonFields,
  ...answerFields,
  /** Secret of the token. */
  secret: secretWith('token'),
  /** Introspection endpoint (RFC 7662). */
  introspectionUrl: url,
  /** The client that may ask about tokens: `secret('name', { clientId: 'id', clientSecret: 'secret' })`. */
  client: clientSecretReference,
  authentication,
  /** Type of the token, for servers that require it. A refresh token is introspected, never spent. */
  tokenType: oneOf(['access_token', 'refresh_token']).optional(),
})

/** A token that its issuer introspects. */
export const oauthIntrospectionInput = profileInput(
  schema,
  answerRules,
  ({ introspectionUrl, client, authentication, tokenType, ...fields }) => ({
    ...fields,
    question: {
      kind: 'introspection',
      introspectionUrl,
      client,
      authentication,
      ...(tokenType === undefined ? {} : { tokenType }),
    },
  }),
)
