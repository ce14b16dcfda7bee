import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Rule } from '../../functions/core/model/profile.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'

type Line = readonly [
  status: number,
  body: unknown,
  rule: string,
  means: string,
  headers?: Readonly<Record<string, string>>,
]

const challenge = (error: string, scheme = 'Bearer') => ({ 'www-authenticate': `${scheme} error="${error}"` })

function judges(who: string, rules: readonly Rule[], lines: readonly Line[]): void {
  it(`${who} means by each answer what its rules say`, () =>
    assertEvery(
      lines,
      ([status, body, , means]) => `${status} ${JSON.stringify(body)} means ${means}`,
      ([status, body, name, means, headers]) => {
        const rule = ruleFor(parseAnswer(aWireAnswer(status, body, headers)), [], rules)
        assert.deepEqual([rule.name, rule.means], [name, means])
      },
    ))
}

judges('an API', profileOf('http').rules, [
  [200, {}, 'success', 'alive'],
  [204, '', 'success', 'alive'],
  [301, '', 'redirect', 'redirected'],
  [304, '', 'redirect', 'redirected'],
  [400, {}, 'unlisted', 'unrecognized'],
  [401, {}, 'unauthorized', 'rejected'],
  [401, { error: 'invalid_token' }, 'unauthorized', 'rejected'],
  [401, { error: 'not_authorized', reason: 'Not_Authorized' }, 'unauthorized', 'rejected'],
  [401, { error: 'not_authorised', reason: 'Not management user' }, 'user-without-tag', 'under_scoped'],
  [401, { error: 'not_authorised', reason: 'Not monitor user' }, 'user-without-tag', 'under_scoped'],
  [
    401,
    { error: 'not_authorised', reason: 'User not authorised to access object' },
    'user-without-tag',
    'under_scoped',
  ],
  [
    401,
    { error: 'not_authorised', reason: 'HTTP access denied: basic auth disabled' },
    'permission-refused',
    'unrecognized',
  ],
  [401, { error: 'insufficient_scope' }, 'permission-refused', 'unrecognized'],
  [401, { error: { code: 'permission_denied' } }, 'permission-refused', 'unrecognized'],
  [401, { code: 'missing_scope' }, 'permission-refused', 'unrecognized'],
  [401, {}, 'insufficient-scope-401', 'under_scoped', challenge('insufficient_scope')],
  [402, {}, 'quota', 'quota_exhausted'],
  [403, {}, 'forbidden-undocumented', 'unrecognized'],
  [403, { error: 'insufficient_scope' }, 'forbidden-undocumented', 'unrecognized'],
  [403, {}, 'insufficient-scope', 'under_scoped', challenge('insufficient_scope')],
  [403, '', 'insufficient-scope', 'under_scoped', challenge('insufficient_scope', 'DPoP')],
  [403, {}, 'forbidden-undocumented', 'unrecognized', challenge('invalid_token')],
  [404, {}, 'no-such-page', 'wrong_target'],
  [408, {}, 'request-timeout', 'timed_out'],
  [410, {}, 'gone', 'wrong_target'],
  [418, {}, 'unlisted', 'unrecognized'],
  [429, {}, 'rate-limit', 'rate_limited'],
  [500, {}, 'server-error', 'provider_error'],
  [529, {}, 'server-error', 'provider_error'],
])

judges('a registry', profileOf('container-registry').rules, [
  [401, '<html>', 'unauthorized-page', 'rejected', { 'www-authenticate': 'Basic realm="Registry"' }],
  [401, '<html>', 'unauthorized-page', 'rejected', { 'www-authenticate': 'Basic Realm=Registry' }],
  [401, '<html>', 'unlisted', 'unrecognized'],
  [401, '<html>', 'unlisted', 'unrecognized', { 'www-authenticate': 'Negotiate' }],
  [401, '<html>', 'unlisted', 'unrecognized', { 'www-authenticate': 'Bearer realm="https://basic.example"' }],
  [401, { errors: [] }, 'unauthorized', 'rejected'],
  [403, { errors: [{ code: 'DENIED' }] }, 'forbidden-undocumented', 'unrecognized'],
])

judges('a token endpoint', profileOf('oauth-client-credentials').tokenRules, [
  [200, { token_type: 'bearer' }, 'unlisted', 'unrecognized'],
  [302, '', 'token-redirect', 'redirected'],
  [400, { error: 'invalid_client' }, 'invalid-client', 'rejected'],
  [401, { error: 'invalid_client' }, 'invalid-client', 'rejected'],
  [401, '<html>', 'unauthorized-sign-in', 'unrecognized'],
  [400, { error: 'invalid_scope' }, 'invalid-scope', 'under_scoped'],
  ...[200, 400, 401, 403, 404, 500].map(
    (status): Line => [status, { error: 'unauthorized_client' }, 'grant-not-allowed', 'unrecognized'],
  ),
  [400, { error: 'unsupported_grant_type' }, 'grant-not-supported', 'check_invalid'],
  [400, { error: 'invalid_request' }, 'invalid-request', 'check_invalid'],
  [400, { error: 'invalid_grant' }, 'grant-refused', 'unrecognized'],
  [401, { error: 'access_denied' }, 'grant-refused', 'unrecognized'],
  [401, { error: 'unauthorized', error_description: 'Bad credentials' }, 'token-unauthorized', 'rejected'],
  [503, { error: 'temporarily_unavailable' }, 'issuer-in-trouble', 'provider_error'],
  [429, { error: 'invalid_client' }, 'asked-too-often', 'rate_limited'],
  [400, { error: ['invalid_client'] }, 'unlisted', 'unrecognized'],
  [403, {}, 'forbidden-undocumented', 'unrecognized'],
  [404, {}, 'no-token-endpoint', 'wrong_target'],
  [429, {}, 'token-rate-limit', 'rate_limited'],
  [503, {}, 'token-server-error', 'provider_error'],
])

judges('an introspection endpoint', profileOf('oauth-introspection').rules, [
  [200, { active: true }, 'active', 'alive'],
  [200, { active: false }, 'inactive', 'rejected'],
  [200, { active: 'false' }, 'unlisted', 'unrecognized'],
  [200, [], 'unlisted', 'unrecognized'],
  [302, '', 'redirect', 'redirected'],
  [400, { error: 'invalid_client' }, 'introspecting-client-invalid', 'check_invalid'],
  [400, { error: 'unsupported_token_type' }, 'token-type-not-introspected', 'check_invalid'],
  [401, {}, 'introspecting-client-refused', 'check_invalid'],
  [403, {}, 'forbidden-undocumented', 'unrecognized'],
  [401, { error: 'invalid_client', hint: 'Your IP address is locked' }, 'address-refused', 'blocked_from_here'],
  [403, { error: 'access_denied', error_description: 'IP not allowlisted' }, 'address-refused', 'blocked_from_here'],
  [401, { message: 'Too many failed attempts' }, 'rate-exceeded', 'rate_limited'],
  [200, { error: 'invalid_client', error_description: 'Temporarily locked' }, 'rate-exceeded', 'rate_limited'],
  [400, { error: 'temporarily_unavailable' }, 'issuer-in-trouble', 'provider_error'],
  [401, { error: 'invalid_client', message: 'Service Unavailable' }, 'issuer-in-trouble', 'provider_error'],
  [401, { error: 'invalid_client', error_description: 'Account locked' }, 'account-locked', 'unrecognized'],
  [200, { active: false, message: 'rate' }, 'inactive', 'rejected'],
  [403, {}, 'introspecting-client-under-scoped', 'check_invalid', challenge('insufficient_scope')],
  [403, { error: 'access_denied' }, 'introspecting-client-forbidden', 'check_invalid'],
  [200, { error: 'invalid_client' }, 'introspecting-client-invalid', 'check_invalid'],
  [500, { error: 'invalid_client' }, 'introspecting-client-invalid', 'check_invalid'],
  [404, {}, 'no-such-endpoint', 'wrong_target'],
  [429, {}, 'rate-limit', 'rate_limited'],
  [503, {}, 'server-error', 'provider_error'],
])
