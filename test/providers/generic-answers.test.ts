import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Rule } from '../../functions/core/model/profile.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { SourcedRule } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'

type Generic = readonly [what: string, status: number, body: unknown, headers?: Readonly<Record<string, string>>]

const page = '<!doctype html><title>Attention Required</title><h1>403 Forbidden</h1>'
const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
const asText = { 'content-type': 'text/plain' }
const asXml = { 'content-type': 'application/xml' }

/** Refusals of gateways, firewalls, service meshes and frameworks. They come with a dead and with a living credential. */
const forbidden: readonly Generic[] = [
  ['nothing', 403, ''],
  ['text', 403, 'Forbidden', asText],
  ['the text of a service mesh', 403, 'RBAC: access denied', asText],
  ['the text of a guard against forged requests', 403, 'CSRF Error', asText],
  ['XML', 403, xml, asXml],
  ['a page', 403, page],
  ['a challenge page', 403, page, { 'cf-mitigated': 'challenge' }],
  ['an empty object', 403, {}],
  ['an empty list', 403, []],
  ['the message of a gateway', 403, { message: 'Forbidden' }],
  ['an explicit deny of a gateway', 403, { Message: 'User is not authorized to access this resource' }],
  ['a gateway that found no credential', 403, { message: 'Missing Authentication Token' }],
  ['an error code in words', 403, { error: 'Forbidden' }],
  ['the word of a dead master key', 403, { error: 'unauthorized' }],
  ['an error object with the status', 403, { error: { code: 403, message: 'Forbidden' } }],
  ['a list of errors', 403, { errors: [{ message: 'Forbidden' }] }],
  ['a problem document', 403, { title: 'Forbidden', status: 403, type: 'about:blank' }],
  ['the detail of a framework', 403, { detail: 'Invalid token.' }],
  ['a framework that names the path', 403, { timestamp: 1, status: 403, error: 'Forbidden', path: '/v1/me' }],
  ['an error of no name', 403, { success: false, errors: [{ code: 10000, message: 'Authentication error' }] }],
  ['a rate', 403, { success: false, errors: [{ code: 1015, message: 'You are being rate limited' }] }],
  ['a lock', 403, { success: false, errors: [{ code: 9109, message: 'This account is locked' }] }],
  ['no success', 403, { success: false }],
  ['a quota that is used up', 403, {}, { 'x-ratelimit-remaining': '0' }],
  ['a wait', 403, { message: 'slow down' }, { 'retry-after': '60' }],
]

const others: readonly Generic[] = [
  ['a page to sign in', 401, page],
  ['a page behind Kerberos', 401, page, { 'www-authenticate': 'Negotiate' }],
  ['a page that asks for a token', 401, page, { 'www-authenticate': 'Bearer' }],
  ['a page behind a digest', 401, page, { 'www-authenticate': 'Digest realm="x", nonce="y"' }],
  ['nothing here', 404, ''],
  ['a page of nothing', 404, page],
  ['a message of nothing', 404, { message: 'Not Found' }],
  ['a wait with a fraction', 429, { message: 'Too many requests' }, { 'retry-after': '1.5' }],
  ['a wait as text', 429, 'Too Many Requests', asText],
  ['a wait as a page', 429, page],
]

/** Refusals with 401 that name their cause. The cause is not the credential, or not it alone. */
const caused: readonly Generic[] = [
  ['a lock', 401, { message: 'Account temporarily locked, try again in 15 minutes' }],
  ['a lock as a code', 401, { code: 'ACCOUNT_LOCKED' }],
  ['a lock as a name', 401, { errorMessage: 'accountLocked' }],
  ['a lock in a field of another name', 401, { Message: 'Your account is locked.' }],
  ['a lock in a problem document', 401, { title: 'User is locked', status: 401 }],
  ['a lock as text', 401, 'Account locked', asText],
  ['a lock deep inside', 401, { fault: { reasons: [{ msg: 'User blocked after failures' }] } }],
  ['too many logins', 401, { error: 'Too many failed login attempts' }],
  ['the lock of Docker Hub', 401, { details: 'too many failed login attempts for username or IP address' }],
  ['a captcha', 401, { success: false, msg: 'CAPTCHA needed' }],
  ['an address', 401, { error: 'IP not whitelisted' }],
  ['an address as an object', 401, { error: { message: 'This IP is not on the allowlist' } }],
  ['a second factor', 401, { error: 'mfa_required' }],
  ['a second factor as a code', 401, { code: 'otp_required' }],
  ['a second factor as text', 401, '2FA needed', asText],
  ['a second factor in words', 401, { title: 'Two-factor authentication required' }],
  ['a code of an app', 401, { msg: 'TOTP missing' }],
  ['maintenance', 401, { message: 'Service unavailable: maintenance' }],
  ['trouble', 401, { ok: false, description: 'Internal error' }],
  ['a permission', 401, { message: 'You do not have permission to see this' }],
  ['a country', 401, { message: 'Requests from your country are blocked' }],
  ['a region', 401, { error: 'Not offered in this region' }],
  ['a place', 401, 'Access through a VPN is not possible', asText],
  ['tries', 401, { error: 'Maximum number of sign-in tries exceeded' }],
  ['a quota', 401, { message: 'Monthly quota exceeded' }],
  ['a limit', 401, { reason: 'LIMIT_REACHED' }],
  ['a later time', 401, { detail: 'Login is not possible, try again later' }],
  ['a gateway', 401, 'upstream connect error or disconnect/reset before headers', asText],
  ['a directory', 401, { error: 'Could not reach the LDAP server' }],
  ['a refused connection', 401, { message: 'auth: connection refused' }],
  ['a single sign-on', 401, { message: 'Resource protected by organization SAML enforcement' }],
  ['a single sign-on in words', 401, { error: 'Single sign-on required' }],
  ['a single sign-on as a code', 401, { code: 'sso_required' }],
  ['a clock', 401, { code: 'RequestTimeTooSkewed' }],
  ['a clock in words', 401, { error: 'Token used too early: check your clock' }],
  ['a bill', 401, { message: 'Billing is past due' }],
  ['a trial', 401, { error: 'Your trial has ended' }],
  ['a guard', 401, { message: 'Unusual traffic from your network' }],
  ['a guard against programs', 401, { error: 'Automated requests are refused' }],
  ['a guard that wants a browser', 401, 'Please enable JavaScript and cookies to continue', asText],
  ['a forged request', 401, { message: 'CSRF validation failed' }],
  ['a forged request as a code', 401, { code: 'XSRF_TOKEN_MISSING' }],
  ['a permission as a list', 401, { errors: [{ message: 'Insufficient privileges' }] }],
  ['a lock beside a code that only names the status', 401, { code: 'unauthorized', message: 'Your account is locked' }],
  ['an address beside such a code', 401, { code: 'unauthorized', message: 'Your IP is not in the allowlist' }],
  [
    'a second factor beside such a code',
    401,
    { code: 'Unauthorized', message: 'Two-factor authentication is required' },
  ],
  [
    'maintenance beside such a reason',
    401,
    { kind: 'Status', reason: 'Unauthorized', message: 'Scheduled maintenance' },
  ],
]

/** Success by its status, and nothing or trouble in its body. */
const hollow: readonly Generic[] = [
  ['an error', 200, { error: 'internal_error' }],
  ['an error object', 200, { error: { message: 'Something went wrong' } }],
  ['errors of GraphQL', 200, { data: null, errors: [{ message: 'Something went wrong' }] }],
  ['no success', 200, { success: false, message: 'try again' }],
  ['an empty list', 200, []],
  ['an empty object', 200, {}],
  ['a list in a list', 200, [[]]],
  ['an empty list of data', 200, { data: [] }],
  ['maintenance', 200, { status: 'maintenance' }],
  ['a page of maintenance', 200, page],
  ['a page for everybody', 200, page, { 'content-type': 'text/html' }],
]

type List = { readonly name: string; readonly rules: readonly Rule[]; readonly ofCheck: boolean }

/** Rules for answers of every profile. A check of a generic profile says itself what a good answer holds. */
const lists: readonly List[] = [...providers.values()].flatMap((provider) => {
  const { name, rules, tokenRules } = profileFrom(provider)
  const ofCheck = provider.question === null
  return [
    { name, rules, ofCheck },
    { name: `${name} (token endpoint)`, rules: tokenRules, ofCheck },
  ]
})

function meaningOf({ rules }: List, [, status, body, headers]: Generic) {
  const { name, means } = ruleFor(parseAnswer(aWireAnswer(status, body, headers)), [], rules)
  return { said: `${means} by ${name}`, standing: means === 'alive' ? 'valid' : standingOf(means) }
}

const judged = lists.flatMap((list) =>
  [...forbidden, ...caused, ...others, ...(list.ofCheck ? [] : hollow)].map((answer) => ({ list, answer })),
)

it('an answer that anybody may give proves neither life nor death in any profile', () =>
  assertEvery(
    judged,
    ({ list, answer: [what, status] }) => `${list.name}: ${status} with ${what}`,
    ({ list, answer }) => {
      const { said, standing } = meaningOf(list, answer)
      assert.ok(standing !== 'valid' && standing !== 'invalid', said)
    },
  ))

/** Refusals with 401 that name no cause, or the credential. The words in an address of a page are no cause. */
const uncaused: readonly Generic[] = [
  ['nothing', 401, ''],
  ['a message', 401, { message: 'Unauthorized' }],
  ['a dead token', 401, { message: 'Invalid token' }],
  ['text', 401, 'Unauthorized', asText],
  ['a key of a subscription', 401, { message: 'Access denied due to invalid subscription key' }],
  ['a key of a licence', 401, { error: 'Your license key could not be authenticated' }],
  ['a claim that ended', 401, { message: '"exp" claim timestamp check failed' }],
  ['tries that are left', 401, { message: 'Wrong password, 2 tries left' }],
  ['another try', 401, { message: 'Login failed. Please try again' }],
  ['help', 401, { error: 'invalid key', documentation_url: 'https://api.example.com/ip-allowlist/rate/locked' }],
  ['parts of words', 401, { error: 'recipient unblocked', request: 'trip-7' }],
]

it('a 401 without another cause stays a refusal of the credential in generic profiles', () =>
  assertEvery(
    lists.filter(({ name }) => ['http', 'jwt', 'oauth-client-credentials'].includes(name)),
    ({ name }) => name,
    (list) =>
      assert.deepEqual(
        uncaused.map((answer) => meaningOf(list, answer).said),
        uncaused.map(() => 'rejected by unauthorized'),
      ),
  ))

/** Pages whose challenge speaks of the credential: a web server's password (RFC 7617), and an error of a token (RFC 6750). */
const pagesOfRefusal: readonly Generic[] = [
  ['a password', 401, page, { 'www-authenticate': 'Basic realm="Registry"' }],
  ['a password beside Kerberos', 401, page, { 'www-authenticate': 'Negotiate, basic realm=x' }],
  ['a dead token', 401, page, { 'www-authenticate': 'Bearer realm="x", error="invalid_token"' }],
]

it('a 401 as a page is a refusal of the credential if its challenge says so', () =>
  assertEvery(
    pagesOfRefusal,
    ([what]) => what,
    (answer) => {
      const generic = lists.filter(({ name }) => ['http', 'jwt', 'oauth-client-credentials'].includes(name))
      assert.deepEqual(
        generic.map((list) => meaningOf(list, answer).said),
        generic.map(() => 'rejected by unauthorized'),
      )
    },
  ))

it('a refusal of any depth is read without an overflow', () => {
  const depth = 3_000
  const deep = `${'{"error":'.repeat(depth)}"locked"${'}'.repeat(depth)}`
  for (const list of lists) assert.notEqual(meaningOf(list, ['depth', 401, deep]).standing, 'invalid', list.name)
})

it('a bare 403 has a rule of its own in every profile', () =>
  assertEvery(
    lists,
    ({ name }) => name,
    (list) =>
      assert.equal(meaningOf(list, ['text', 403, 'Forbidden', asText]).said, 'unrecognized by forbidden-undocumented'),
  ))

/** Rules that call a credential alive although its request was refused. */
const refusals = [...providers.values()].flatMap(({ name, rules, tokenRules = [], sources }) =>
  [...rules, ...tokenRules]
    .filter(({ means }) => means === 'ping_forbidden')
    .map((rule: SourcedRule) => ({ name, rule, source: sources[rule.source] })),
)

it('a refusal proves life by its body or a header, never by its status, and never from memory', () =>
  assertEvery(
    refusals,
    ({ name, rule }) => `${name}: ${rule.name}`,
    ({ rule, source }) => {
      const { body, header, challenge } = rule.when
      assert.ok(
        [body, header, challenge].some((one) => one !== undefined),
        'by its status',
      )
      assert.notEqual(source?.evidence, 'recalled')
    },
  ))
