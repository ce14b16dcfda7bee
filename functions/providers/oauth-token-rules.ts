import { addressWords, lockWords, personWords, rateWords, troubleWords } from '../core/model/error-words.ts'
import type { SourcedRule } from './provider.ts'
import { rfc9110 } from './rfc9110.ts'

const rfc6749 = {
  evidence: 'documented',
  title: 'RFC 6749, The OAuth 2.0 Authorization Framework, section 5.2',
  url: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  seen: '2026-11-21',
} as const

export const dockerHubLock = {
  evidence: 'documented',
  title: 'Docker Hub, too many failed login attempts for username or IP address',
  url: 'https://github.com/docker/hub-feedback/issues/2217',
  seen: '2026-11-30',
} as const

/** Sources of `blameRules`. */
export const blameSources = {
  rfc6749,
  dockerHub: dockerHubLock,
  osu: {
    evidence: 'documented',
    title: 'osu!, the hint of a refused login from a locked address',
    url: 'https://github.com/ppy/osu-web/pull/8177',
    seen: '2026-11-30',
  },
  wso2: {
    evidence: 'documented',
    title: 'WSO2 Identity Server, the answer for a locked account',
    url: 'https://github.com/wso2/product-is/issues/3694',
    seen: '2026-11-30',
  },
} as const

/** Sources of `tokenRules`. Zoho and GitHub refuse a client with 200, Keycloak with a code that the standard has for other cases. */
export const tokenSources = {
  ...blameSources,
  rfc9110,
  github: {
    evidence: 'documented',
    title: 'GitHub, troubleshooting OAuth app access token request errors',
    url: 'https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors',
    seen: '2026-11-30',
  },
  zoho: {
    evidence: 'documented',
    title: 'Zoho Accounts, OAuth errors of the token request',
    url: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html',
    seen: '2026-11-30',
  },
  iana: {
    evidence: 'documented',
    title: 'IANA, OAuth extensions error registry',
    url: 'https://www.iana.org/assignments/oauth-parameters/oauth-parameters.xhtml#extensions-error',
    seen: '2026-11-30',
  },
  keycloak: {
    evidence: 'documented',
    title: 'Keycloak, ClientIdAndSecretAuthenticator of the published server',
    url: 'https://github.com/keycloak/keycloak/issues/16923',
    seen: '2026-11-30',
  },
} as const

const anyCode = (...codes: readonly string[]): string => codes.map((code) => `error == '${code}'`).join(' || ')

/** Words that blame the method of authentication, or ask for a certificate. */
const certificateWords = [
  'supports client authentication method',
  'token endpoint auth method',
  'client certificate',
  'certificate is',
  'no certificate',
]

/** Codes by which an issuer wants more than a client and its secret. All are registered with IANA. */
const wants = [
  'use_dpop_nonce',
  'invalid_dpop_proof',
  'interaction_required',
  'login_required',
  'consent_required',
  'account_selection_required',
  'insufficient_user_authentication',
  'invalid_authorization_details',
  'insufficient_scope',
  'unmet_authentication_requirements',
  'authorization_pending',
]

/** Rules for an error that blames the issuer, the requests, the address or an account. It says nothing of a client or a token. */
export const blameRules: readonly SourcedRule[] = [
  { name: 'issuer-in-trouble', when: { errorWords: troubleWords }, means: 'provider_error', source: 'rfc6749' },
  { name: 'rate-exceeded', when: { errorWords: rateWords }, means: 'rate_limited', source: 'dockerHub' },
  { name: 'address-refused', when: { errorWords: addressWords }, means: 'blocked_from_here', source: 'osu' },
  { name: 'account-locked', when: { errorWords: lockWords }, means: 'unrecognized', source: 'wso2' },
]

/**
 * Rules for a token endpoint that gave no token. The error code decides together with its description, whatever status carries it: many
 * servers answer `invalid_client` with 200, 403, 404 or 500. None of them proves life, since no token was made.
 */
export const tokenRules: readonly SourcedRule[] = [
  {
    name: 'asked-too-often',
    when: { status: 429, body: "type(error) == 'string'" },
    means: 'rate_limited',
    source: 'rfc9110',
  },
  ...blameRules,
  { name: 'more-than-a-secret', when: { body: anyCode(...wants) }, means: 'unrecognized', source: 'iana' },
  // The standard's own sentence ends in "unsupported authentication method", and servers send it for a wrong secret too.
  {
    name: 'authentication-method',
    when: { errorWords: certificateWords },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  { name: 'invalid-client', when: { body: anyCode('invalid_client') }, means: 'rejected', source: 'rfc6749' },
  {
    name: 'client-credentials-incorrect',
    when: { body: anyCode('incorrect_client_credentials') },
    means: 'rejected',
    source: 'github',
  },
  {
    name: 'client-secret-invalid',
    when: { body: anyCode('invalid_client_secret') },
    means: 'rejected',
    source: 'zoho',
  },
  {
    name: 'client-not-authenticated',
    when: {
      body: "error == 'unauthorized_client' && (error_description == 'Invalid client secret' || error_description == 'Invalid client or Invalid client credentials')",
    },
    means: 'rejected',
    source: 'keycloak',
  },
  // By the standard the client is known and may not use this grant. Several servers say it of a wrong secret.
  {
    name: 'grant-not-allowed',
    when: { body: anyCode('unauthorized_client') },
    means: 'unrecognized',
    source: 'rfc6749',
  },
  { name: 'invalid-scope', when: { body: anyCode('invalid_scope') }, means: 'under_scoped', source: 'rfc6749' },
  {
    name: 'grant-not-supported',
    when: { body: anyCode('unsupported_grant_type') },
    means: 'check_invalid',
    source: 'rfc6749',
  },
  { name: 'invalid-request', when: { body: anyCode('invalid_request') }, means: 'check_invalid', source: 'rfc6749' },
  // The grant here is the client itself, so this code has no meaning of its own.
  {
    name: 'grant-refused',
    when: { body: anyCode('invalid_grant', 'access_denied', 'invalid_target') },
    means: 'unrecognized',
    source: 'rfc6749',
  },
  { name: 'token-unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc6749' },
  { name: 'no-token-endpoint', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
]

/** Sources of `loginRules`. */
export const loginSources = {
  ...tokenSources,
  persons: {
    evidence: 'recalled',
    title: 'Words with which servers ask a person for a second factor or a consent',
    seen: '2026-11-30',
  },
} as const

const personAsked: SourcedRule = {
  name: 'asks-a-person',
  when: { errorWords: personWords },
  means: 'unrecognized',
  source: 'persons',
}
/** The grant of a login is the password or the refresh token itself, so the code is about it. */
const grantInvalid: SourcedRule = {
  name: 'grant-invalid',
  when: { body: anyCode('invalid_grant') },
  means: 'rejected',
  source: 'rfc6749',
}

/** Rules for the answer to a login that gave no session. Logins of OAuth have codes; others only refuse by their status. */
export const loginRules: readonly SourcedRule[] = tokenRules.flatMap((rule) =>
  rule.name === 'grant-refused' ? [personAsked, grantInvalid, rule] : [rule],
)
