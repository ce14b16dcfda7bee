import { z } from 'zod'
import type { Check } from '../../core/model/check.ts'
import { answerRules, headBringsNoBody, judgesStatus, needPing, statusNeedsControls } from '../rules/answer.ts'
import { sessionIsToken } from '../rules/login.ts'
import { answerFields, commonFields } from '../schema/check.ts'
import { pingRequest, placements } from '../schema/request.ts'
import { authentication, clientSecretReference } from '../schema/rotation/oauth.ts'
import { object, word } from '../schema/text.ts'
import { url } from '../schema/url.ts'
import { profileInput } from './profile-input.ts'

const schema = object('oauthClientCredentials(...)', {
  profile: z.literal('oauth-client-credentials'),
  ...commonFields,
  ...answerFields,
  /** Secret of the client: `secret('name', { clientId: 'id', clientSecret: 'secret' })`. */
  secret: clientSecretReference,
  tokenUrl: url,
  /** Requested scopes, separated by spaces. */
  scope: word.optional(),
  audience: word.optional(),
  authentication,
  /** Request that is sent with the minted access token. */
  ping: pingRequest.optional(),
  /** Placement of the access token in the ping; by default `bearer()`. */
  send: placements.optional(),
})

/** A token alone proves nothing of an issuer that nothing documents, unless a broken client beside it gets none. */
const provedBy = (controls: Check['controls']) =>
  controls === 'always' ? { besideBroken: true as const } : { undocumentedIssuer: true as const }

/** A client id and secret, proved by an API that takes their access token, or by an issuer that refuses a broken client. */
export const oauthClientCredentialsInput = profileInput(
  schema,
  [
    ...answerRules,
    headBringsNoBody,
    needPing('assert', 'identity', 'send'),
    sessionIsToken,
    statusNeedsControls('assert', 'identity'),
  ],
  ({ tokenUrl, scope, audience, authentication, ping, send, ...fields }) => ({
    ...fields,
    question: {
      kind: 'client_credentials',
      tokenUrl,
      scope: scope ?? null,
      audience: audience ?? null,
      authentication,
      ping: ping ?? null,
      ...(send === undefined ? {} : { send }),
      ...(ping !== undefined && judgesStatus(fields) ? { besideBroken: true } : {}),
      ...(ping === undefined ? provedBy(fields.controls) : {}),
    },
  }),
)
