import type { Profile, Rule } from '../core/profile.ts'
import { httpRules } from '../core/rules.ts'

/** RFC 6749 section 5.2: the error code says what is wrong; the status is 400, or 401 for `invalid_client`. */
const tokenRules: readonly Rule[] = [
  { name: 'invalid-client', when: { status: [400, 401], body: "error == 'invalid_client'" }, means: 'rejected' },
  { name: 'invalid-scope', when: { status: 400, body: "error == 'invalid_scope'" }, means: 'under_scoped' },
  {
    name: 'grant-not-allowed',
    when: { status: [400, 403], body: "error == 'unauthorized_client'" },
    means: 'ping_forbidden',
  },
  {
    name: 'grant-not-supported',
    when: { status: 400, body: "error == 'unsupported_grant_type'" },
    means: 'check_invalid',
  },
  { name: 'invalid-request', when: { status: 400, body: "error == 'invalid_request'" }, means: 'check_invalid' },
  { name: 'token-unauthorized', when: { status: 401 }, means: 'rejected' },
  { name: 'token-redirect', when: { status: [300, 399] }, means: 'redirected' },
  { name: 'no-token-endpoint', when: { status: 404 }, means: 'wrong_target' },
  { name: 'token-rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'token-server-error', when: { status: [500, 599] }, means: 'provider_error' },
]

/** OAuth 2.0 client credentials: can the client still get an access token, and does the API take it? */
export const oauthClientCredentials: Profile = {
  name: 'oauth-client-credentials',
  title: 'OAuth 2.0 client credentials',
  roles: ['clientId', 'clientSecret'],
  rules: httpRules,
  tokenRules,
  fixedHosts: false,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  expirySource: 'answer',
  settlesWithinSeconds: 0,
  rotation: 'manual',
}
