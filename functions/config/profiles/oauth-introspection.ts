import { z } from 'zod'
import { answerRules } from '../rules/answer.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { authentication, clientSecret } from '../schema/rotation/oauth.ts'
import { secretWith } from '../schema/secret.ts'
import { object, oneOf } from '../schema/text.ts'
import { url } from '../schema/url.ts'
import { profileInput } from './profile-input.ts'

const schema = object('oauthIntrospection(...)', {
  profile: z.literal('oauth-introspection'),
  ...commonFields,
  ...answerFields,
  /** Where the token is kept. */
  secret: secretWith('token'),
  /** The endpoint of RFC 7662. */
  introspectionUrl: url,
  /** The client that may ask about tokens: `secret('name', { clientId: 'id', clientSecret: 'secret' })`. */
  client: clientSecret,
  authentication,
  /** What the token is, for servers that want to be told; a refresh token is looked at and never spent. */
  tokenType: oneOf(['access_token', 'refresh_token']).optional(),
})

/** A token that its issuer answers questions about. */
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
