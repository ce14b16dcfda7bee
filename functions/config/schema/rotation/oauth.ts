import { z } from 'zod'
import type { OurRotation } from '../../../core/model/ours.ts'
import type { ClientAuthentication } from '../../../core/model/question.ts'
import { secretWith } from '../secret.ts'
import { duration, expected, object, oneOf, text, word } from '../text.ts'
import { url } from '../url.ts'
import { secretKey, termFields, termsOf } from './terms.ts'

/** Authentication of a client at an OAuth endpoint: in a header, unless the server requires the body. */
export const authentication = oneOf([
  'client_secret_basic',
  'client_secret_basic_unescaped',
  'client_secret_post',
] as const satisfies readonly ClientAuthentication[]).default('client_secret_basic')

/** Secret of an OAuth client. */
export const clientSecretReference = secretWith('clientId', 'clientSecret')

/** Access tokens from client credentials that another secret holds. */
export const clientCredentialsGrant = object("ours({ grant: 'client_credentials', ... })", {
  ...termFields,
  grant: z.literal('client_credentials'),
  tokenUrl: url,
  client: clientSecretReference,
  scope: word.optional(),
  audience: word.optional(),
  authentication,
}).transform((written): OurRotation => {
  const { grant, tokenUrl, client, scope, audience, authentication } = written
  const asked = { scope: scope ?? null, audience: audience ?? null }
  return { ...termsOf(written), grant, tokenUrl, client, authentication, ...asked }
})

/** Access tokens from a refresh token in the same secret. */
export const refreshTokenGrant = object("ours({ grant: 'refresh_token', ... })", {
  ...termFields,
  grant: z.literal('refresh_token'),
  tokenUrl: url,
  client: clientSecretReference,
  scope: word.optional(),
  authentication,
  /** The key of the secret's JSON object that holds the refresh token. */
  refreshToken: secretKey,
  /** True if each exchange ends the refresh token that it used. */
  rotates: z.boolean({ error: expected('true or false: true if each exchange ends the refresh token that it used') }),
  /** Time in which a used refresh token may be used again, where the server documents it. */
  grace: duration.optional(),
  /** Endpoint that says whether a refresh token is still active (RFC 7662). */
  introspectionUrl: url.optional(),
}).transform((written): OurRotation => {
  const { grant, tokenUrl, client, scope, authentication, rotates, grace, introspectionUrl, refreshToken } = written
  return {
    ...termsOf(written, { refreshToken }),
    grant,
    tokenUrl,
    client,
    authentication,
    rotates,
    scope: scope ?? null,
    graceSeconds: grace ?? 0,
    introspectionUrl: introspectionUrl ?? null,
  }
})

const digits = (what: string) => text(what, (value) => /^[A-Za-z0-9._-]{1,64}$/.test(value))

/** Installation tokens of a GitHub App. */
export const githubAppGrant = object("ours({ grant: 'github_app', ... })", {
  ...termFields,
  grant: z.literal('github_app'),
  appId: digits("the app's id, or its client id"),
  installationId: digits("the installation's id"),
  /** The app's private key: a secret that names `privateKey`. */
  key: secretWith('privateKey'),
  /** Another one for GitHub Enterprise Server. */
  api: url.default('https://api.github.com'),
}).transform((written): OurRotation => {
  const { grant, appId, installationId, key, api } = written
  return { ...termsOf(written), grant, appId, installationId, api, client: key }
})
