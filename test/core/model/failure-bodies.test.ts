import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer, speaksOfError } from '../../../functions/core/probe/answer.ts'
import { aWireAnswer } from '../../support/wire.ts'

type Body = readonly [what: string, body: unknown, headers?: Readonly<Record<string, string>>]

/** Good statuses of APIs that say in the body that the request failed. */
const failures: readonly Body[] = [
  ['WeChat', { errcode: 40_001, errmsg: 'x' }],
  ['Baidu', { error_code: 110, error_msg: 'Access token invalid or no longer valid' }],
  ['Flickr in JSON', { stat: 'fail', code: 98 }],
  ['Flickr in XML', '<rsp stat="fail"><err code="98" msg="Login failed"/></rsp>'],
  ['Apigee', { fault: { faultstring: 'Invalid ApiKey' } }],
  ['Moodle', { exception: 'moodle_exception', message: 'x' }],
  ['a long code', { code: 403_001, msg: 'x' }],
  ['a code of return', { retcode: -100 }],
  ['a field in capitals', { Error: 'x' }],
  ['no authentication', { authenticated: false, user: null, roles: [], id: 0, name: '' }],
  ['no success', { isSuccess: false }],
  ['no grant', { granted: false }],
  ['an error flag', { hasErrors: true }],
  ['a word for no', { status: 'NOK' }],
  ['a sentence', { message: 'Access to this resource is restricted' }],
  ['a sentence in an envelope', { data: { msg: 'Token expired' } }],
  ['KO', 'KO'],
  ['a code as text', 'AUTH_FAILED'],
  ['a suspension', 'Account suspended'],
  ['a wish for a login', 'Please log in'],
  ['a permission', 'You do not have permission'],
  ['a second factor', { id: 1, name: 'ci', two_factor_required: true, methods: ['app'], expires: 300, next: '/2fa' }],
  ['a captcha in an error', { error: { captcha_required: true } }],
  ['a captcha in an answer', { result: { captchaNeeded: 'true', image: '/x', id: 1, size: 2, seconds: 9 } }],
  ['maintenance', { maintenance: true, a: 1, b: 2, c: 3, d: 4 }],
  ['a mode of maintenance', { data: { maintenanceMode: 1 } }],
  ['a limit', { rate_limited: true, limit: 60, used: 60, reset: 9, scope: 'minute' }],
  ['a wish for a login', { login_required: true, realm: 'x', url: '/login', state: 'a', nonce: 'b' }],
  ['a wish for another password', { needs_password_change: true }],
  ['a lock', { locked: true, until: '12:00' }],
  ['a key that was revoked', { key: { status: 'revoked', id: 1, name: 'ci', created: 'x', owner: 'y', scopes: [] } }],
  ['a token that was disabled', { data: { token: { state: 'disabled' } } }],
  ['an answer of one value, deep', { a: { b: { active: false } } }],
  ['a credential that is not valid', { response: { credential: { valid: false, id: 1, type: 'x', at: 2, by: 3 } } }],
  ['a user that is not active', { user: { id: 1, login: 'ci', active: false, mail: 'x', since: 2 } }],
  ['an expired key', { apiKey: { expired: true, id: 1, name: 'ci', created: 2, owner: 3 } }],
  ['a record of a key', { object: 'api_key', id: 1, name: 'ci', status: 'inactive', owner: 3, at: 4 }],
  ['JSON:API', { data: { type: 'access-tokens', id: 1, attributes: { state: 'revoked', a: 1, b: 2, c: 3, d: 4 } } }],
  ['the owner of a key', { data: { key: { id: 1, a: 2, b: 3, account: { status: 'suspended' } } } }],
  ['a text for no', { session: { valid: 'false', id: 1, a: 2, b: 3, c: 4 } }],
  ['the state of a token in a field', { token_status: 'revoked', a: 1, b: 2, c: 3, d: 4 }],
  ['the state of an account in a field', { user: { account_state: 'suspended', a: 1, b: 2, c: 3, d: 4 } }],
  ['a state in place of a key', { apiKey: 'revoked', a: 1, b: 2, c: 3, d: 4 }],
  ['a wish for a second factor', { requiresTwoFactor: true, a: 1, b: 2, c: 3, d: 4 }],
  ['nobody', { user: null }],
  ['nobody, by a flag', { isAnonymous: true, a: 1, b: 2, c: 3, d: 4 }],
  ['a zero', { authenticated: 0 }],
  ['a date of an end', { api_key: { disabled_at: '2026-11-01', a: 1, b: 2, c: 3, d: 4 } }],
  ['a licence that ended', { license: { status: 'expired', plan: 'x', seats: 1, key: 'y', at: 2 } }],
  ['SOAP', `<soap:Envelope>${' '.repeat(300)}<soap:Fault><faultcode>x</faultcode></soap:Fault></soap:Envelope>`],
  ['gRPC', '', { 'grpc-status': '16' }],
  ['a firewall', '', { 'x-amzn-waf-action': 'challenge' }],
]

/** Good answers that look like a failure at a glance. */
const successes: readonly Body[] = [
  ['nothing', ''],
  ['pong', 'pong'],
  ['a good code', { errcode: 0, errmsg: 'ok' }],
  ['a good stat', { stat: 'ok' }],
  ['no error', { error: null, err: '', errors: [], fault: false }],
  ['a count of failures', 'up 1\nfailed 0'],
  ['an inactive record', { id: 1, name: 'hook', active: false, state: 'expired', url: '/x' }],
  ['a record with a reason', { id: 1, reason: 'Bad weather', from: 'a', to: 'b', by: 'c' }],
  ['a welcome', { message: 'Welcome, bot' }],
  ['a list', [{ active: false }]],
  ['a setting', { id: 1, name: 'acme', require_two_factor_authentication: true, a: 1, b: 2 }],
  ['settings', { mfa_enabled: true, saml: true, captcha: false, maintenance: false, locked: 0 }],
  ['a key that is active', { key: { status: 'active', revoked: false, valid: true, enabled: true } }],
  ['a user beside a hook that is not active', { user: { active: true }, hook: { active: false }, a: 1, b: 2, c: 3 }],
  ['the author of something', { issue: { user: { active: false }, id: 1, title: 'x', at: 2, by: 3 } }],
  ['other keys', { keys: [{ status: 'revoked' }, { status: 'active' }], page: 1, of: 2, next: 3 }],
  ['a setting of a short answer', { account: { id: 1, features: { sso: { enabled: false } } } }],
  ['a user among other values', { user: null, a: 1, b: 2, c: 3, d: 4 }],
  ['a date of no end', { key: { revoked_at: null, disabled_at: '', a: 1 } }],
  ['a locked issue', { id: 1, title: 'x', locked: true, state: 'open', by: 'y' }],
  ['a token of a tracker', { id: 1, name: 'ci', project: { status: 'disabled', id: 2, a: 1, b: 2 } }],
  ['a short code', { code: 4711 }],
  ['a column', 'id,login\n1,bot'],
  ['gRPC', '', { 'grpc-status': '0' }],
]

const says = ([, body, headers = {}]: Body): boolean => speaksOfError(parseAnswer(aWireAnswer(200, body, headers)))

describe('a good status whose body nobody reads', () => {
  for (const failure of failures) it(`reports a failure: ${failure[0]}`, () => assert.equal(says(failure), true))
  for (const success of successes) it(`reports none: ${success[0]}`, () => assert.equal(says(success), false))
})
