import { provider, type SourcedRule } from '../provider.ts'
import { httpRules, httpSources } from './http.ts'

/** RFC 6749 section 5.2: the error code says what is wrong; the status is 400, or 401 for `invalid_client`. */
export const tokenRules: readonly SourcedRule[] = [
  {
    name: 'invalid-client',
    when: { status: [400, 401], body: "error == 'invalid_client'" },
    means: 'rejected',
    source: 'rfc6749',
  },
  {
    name: 'invalid-scope',
    when: { status: 400, body: "error == 'invalid_scope'" },
    means: 'under_scoped',
    source: 'rfc6749',
  },
  {
    name: 'grant-not-allowed',
    when: { status: [400, 403], body: "error == 'unauthorized_client'" },
    means: 'ping_forbidden',
    source: 'rfc6749',
  },
  {
    name: 'grant-not-supported',
    when: { status: 400, body: "error == 'unsupported_grant_type'" },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  {
    name: 'invalid-request',
    when: { status: 400, body: "error == 'invalid_request'" },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  { name: 'token-unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc6749' },
  { name: 'no-token-endpoint', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
]

export const rfc6749 = {
  evidence: 'documented',
  title: 'RFC 6749, The OAuth 2.0 Authorization Framework, section 5.2',
  url: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  seen: '2026-11-21',
} as const

/** OAuth 2.0 client credentials. Tokenwatch mints an access token, and sends it to the API if the check names one. */
export const oauthClientCredentials = provider({
  name: 'oauth-client-credentials',
  title: 'OAuth 2.0 client credentials',
  category: 'generic',
  roles: { clientId: 'the client id', clientSecret: 'the client secret' },
  options: {},
  question: null,
  rules: httpRules,
  tokenRules,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'depends on the server', by: 'hand' },
  runbook: null,
  traps: ['a bad client is refused with 400 or with 401', 'some servers do not undo the escapes of RFC 6749'],
  sources: { rfc6749, ...httpSources },
})
