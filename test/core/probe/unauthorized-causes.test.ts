import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Headers = Readonly<Record<string, string>>
type Refusal = readonly [what: string, body: unknown, headers?: Headers]

const challenge = (value: string): Headers => ({ 'www-authenticate': value })
const described = (words: string) => challenge(`Bearer error="invalid_token", error_description="${words}"`)

/** Refusals of servers that could not judge the credential. */
const causes: Readonly<Record<string, readonly Refusal[]>> = {
  'provider_error by unauthorized-trouble': [
    ['Envoy without the key set', 'Jwks remote fetch is failed'],
    ['Spring without the key set', '', described("Couldn't retrieve remote JWK set: Read timed out")],
    ['a directory', { error: 'Could not connect to the LDAP server' }],
    ['a directory, as a page of text', 'ldap://dc1 is unreachable'],
    ['a database', { message: 'connect ECONNREFUSED 10.0.0.5:5432' }],
    ['a name', { message: 'getaddrinfo ENOTFOUND auth.internal' }],
    ['an introspection', { detail: 'introspection failed: upstream connect error' }],
    ['a busy server', { msg: 'Server is busy' }],
    ['a flag', { message: 'Unauthorized', maintenance: true }],
    ['a flag of a mode', { error: { maintenance_mode: true } }],
  ],
  'unrecognized by unauthorized-not-seen': [
    ['Kong', { message: 'No API key found in request' }],
    ['Django REST framework', { detail: 'Authentication credentials were not provided.' }, challenge('Token')],
    ['Azure API Management', { message: 'Access denied due to missing subscription key.' }],
    ['Tyk', { error: 'Authorization field missing' }],
    ['Envoy', 'Jwt is missing'],
    ['Loki without a tenant', 'no org id'],
    ['express-jwt', { code: 'credentials_required', message: 'No authorization token was found' }],
    ['an unreadable request', {}, challenge('Bearer realm="api", error="invalid_request"')],
  ],
  'unrecognized by unauthorized-other-scheme': [
    ['Ops Manager', '', challenge('Digest realm="MMS Public API", nonce="4e1", qop="auth"')],
    ['a proxy with Kerberos', { error: 'Unauthorized' }, challenge('Negotiate')],
    ['IIS', '', challenge('Negotiate, NTLM')],
    ['npm with a second factor', { error: 'Sorry' }, challenge('OTP')],
    ['SCRAM', '', challenge('SCRAM-SHA-256 realm="db"')],
  ],
  'unrecognized by unauthorized-guard': [
    ['Jira with a captcha', 'Denied', { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE' }],
    ['Jira with a denial', '', { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' }],
    ['a firewall', '', { 'x-amzn-waf-action': 'captcha' }],
    ['Identity-Aware Proxy', 'Invalid IAP credentials: empty token', { 'x-goog-iap-generated-response': 'true' }],
    ['an organization', {}, { 'x-github-sso': 'required; url=https://github.com/orgs/acme/sso' }],
  ],
  'unrecognized by unauthorized-bill': [
    ['a server', { error: 'License has expired' }],
    ['a server in Britain', 'Your licence has lapsed.'],
    ['a portal', { message: 'The subscription is expired: see your plan' }],
    ['a plan', { detail: { reason: 'planExpired' } }],
    ['a user whose name is a cause', { message: 'Invalid password for user billing' }],
  ],
  'unrecognized by unauthorized-lock': [
    ['a field', { locked: true }],
    ['a field of an account', { account_locked: true, name: 'ci' }],
    ['a flag', { blocked: true, id: 7 }],
    ['a flag in an error', { error: { captcha_required: true } }],
    ['a flag in a list', { errors: [{ isLocked: 'true' }] }],
    ['a flag without separators', { message: 'Unauthorized', accountlocked: 1 }],
  ],
  'unrecognized by unauthorized-another-thing': [
    ['a project', { message: 'Project not found' }],
    ['a workspace', { detail: 'Workspace does not exist' }],
    ['a session', { error: 'session_expired' }],
    ['a page of a list', { error: { message: 'Invalid page token' } }],
    ['a region, as text', 'Unknown region'],
    ['an organization', { message: 'The organization of this API key has been disabled' }],
    ['a version', { title: 'Unauthorized', detail: 'API version is no longer valid' }],
    ['a request', { code: 'BadRequest' }],
    ['a challenge', {}, challenge('Bearer error_description="Unknown tenant"')],
    ['another cause than the error of the body', { error: 'unauthorized', message: 'Environment deleted' }],
  ],
  'unrecognized by unauthorized-clock': [
    ['a token of the future', { message: 'Token used before issued' }],
    ['Envoy', 'Jwt not yet valid'],
    ['an exchange', { code: -1021, msg: 'Request timestamp is ahead of the server' }],
    ['a clock', { error: 'Clock skew is too great' }],
    ['a counter', { error: ['EAPI:Invalid nonce'] }],
  ],
  'unrecognized by unauthorized-person': [
    ['Sentry', { detail: { code: 'sso-required', message: 'Must login via SSO' } }],
    ['an organization', { message: 'Protected by organization SAML enforcement' }],
    ['npm', { error: 'You must provide a one-time pass.' }],
    ['an agreement', { message: 'Accept the updated Terms of Service' }],
    ['a mailbox', { message: 'Please verify your email' }],
    ['a login', { message: 'Your SSO grant has expired' }],
    ['a flag for a second factor', { message: 'Unauthorized', two_factor_required: true }],
    ['a flag that wants one', { requiresMfa: true }],
    ['a flag for a consent', { data: { consentRequired: true } }],
    ['a flag for another password', { must_change_password: true }],
    ['a flag for a check of the device', { error: 'Unauthorized', device_verification_required: true }],
  ],
  'blocked_from_here by unauthorized-address': [
    ['a network', { message: 'Access from your network is restricted' }],
    ['a country', { message: 'Not offered in your country' }],
    ['a page', { error: 'Referer not allowed' }],
    ['an origin', { error: 'Origin https://acme.example is not allowed' }],
    ['a tunnel', 'Connect to the VPN first'],
    ['a flag', { error: 'Unauthorized', ip_blocked: true }],
    ['a client whose name is a cause', 'Unknown client: vpn'],
    ['a long code with a digit', { code: 'OAuth2IpAddressIsNotOnTheAllowList' }],
    ['a long code in pieces', { code: 'E403-IP-ADDRESS-IS-NOT-ON-THE-ALLOW-LIST' }],
    ['an invalid origin', { error: 'Invalid referer' }],
  ],
  'rate_limited by unauthorized-rate': [
    ['a month', { message: 'Your monthly quota has been exceeded' }],
    ['credits', { error: { type: 'OUT_OF_USAGE_CREDITS', message: 'Usage quota has been reached' } }],
    ['a limit', { msg: 'Usage limit' }],
    ['a project', { error: 'project_quota' }],
    ['text', 'quota'],
    ['sessions', { message: 'Maximum number of concurrent sessions' }],
    ['a session limit', { message: 'Session limit for this user' }],
    ['a moment', { message: 'Cannot check your key. Try again later' }],
    ['calls', { message: 'The maximum allowed calls are used' }],
    ['a header', {}, { 'x-ratelimit-remaining': '0' }],
    ['a flag', { message: 'Unauthorized', rate_limited: true }],
    ['a flag of a quota', { meta: { quotaExceeded: true } }],
  ],
  'unrecognized by unauthorized-permission': [
    ['a role', { message: 'This endpoint requires an admin role' }],
    ['a scope', { message: 'Token does not have the required scope' }],
    ['an operation', { message: 'You are not allowed to perform this operation' }],
    ['OVH', { message: 'This call has not been granted' }],
    ['an organization', { message: 'User does not have access to this organization' }],
    ['an invalid scope', { error: 'Invalid scope' }],
  ],
}

/** Refusals of a dead credential, with words of a cause in other places. */
const deaths: readonly Refusal[] = [
  ['an invalid key that may be missing', { message: 'Invalid or missing API key' }],
  ['a header that is missing or wrong', { message: 'Missing Authorization header, or invalid token' }],
  ['an expired scope', { message: 'Token expired, scope: read' }],
  ['a wrong credential at a limit', { message: 'Bad credentials' }, { 'x-ratelimit-remaining': '0' }],
  ['Kerberos beside a password', '', challenge('Negotiate, Basic realm="api"')],
  ['Kerberos with words for the token', { message: 'Invalid token' }, challenge('Negotiate')],
  ['Jira with a wrong password', '', { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }],
  [
    'an unreadable request of an expired token',
    { message: 'Token expired' },
    challenge('Bearer error="invalid_request"'),
  ],
  ['a path that names permissions', { error: 'Unauthorized', path: '/v1/me/permissions', timestamp: '2026-11-30' }],
  ['a path that names an address', { title: 'Unauthorized', instance: '/api/ip/me' }],
  ['XML with a time', '<e><timestamp>1</timestamp><error>Unauthorized</error></e>'],
  ['a realm with words', '', challenge('Bearer realm="quota"')],
  ['a token beside a project', { error: 'invalid_token', message: 'Project not found' }],
  ['a challenge beside a project', { message: 'Project not found' }, challenge('Bearer error="invalid_token"')],
  ['an unknown user', { message: 'User not found' }],
  ['a word alone', { message: 'Expired' }],
  [
    'an id that holds letters of a word',
    '<m>Unauthorized</m><id>Zx81kQ9+Ip/8Lm2Qa7TzP4vN0sRt6YbW3eUoIi5gHhJkKc==</id>',
  ],
  ['an id with others', { message: 'Unauthorized', ref: 'b7Kq2Lm9Xz4+vpn/Tt81QwPo0Rr5Yy7Uu3Ii2Oo9' }],
  ['a key of a brand', { message: 'Invalid Acme key' }],
  ['a flag of the token', { token_expired: true }],
  ['flags of a setting', { error: 'Unauthorized', saml: true, mfa_enabled: true, verified: true }],
  ['a flag that is not set', { error: 'Unauthorized', captcha_required: false, locked: 0, maintenance: null }],
  ['a flag beside words for the token', { error: 'Invalid token', mfa_required: true }],
]

const judged = ([, body, headers = {}]: Refusal): string => {
  const { means, name } = ruleFor(parseAnswer(aWireAnswer(401, body, headers)), [], profileOf('http').rules)
  return `${means} by ${name}`
}

describe('a 401 that names another cause than the credential', () => {
  for (const [verdict, refusals] of Object.entries(causes))
    for (const refusal of refusals) it(`is ${verdict}: ${refusal[0]}`, () => assert.equal(judged(refusal), verdict))

  for (const death of deaths) it(`is none: ${death[0]}`, () => assert.equal(judged(death), 'rejected by unauthorized'))
})

describe('an issuer that could not ask its own backend', () => {
  const { tokenRules } = profileOf('oauth-client-credentials')
  for (const words of [
    'Unable to connect to the user store',
    'Failed to connect to database',
    'dc1 is not reachable',
    'A transient error has occurred. Please retry',
    'internal service retry was exhausted',
  ])
    it(`says nothing of its client: ${words}`, () => {
      const answer = aWireAnswer(401, { error: 'invalid_client', error_description: words })
      assert.equal(ruleFor(parseAnswer(answer), [], tokenRules).means, 'provider_error')
    })
})
