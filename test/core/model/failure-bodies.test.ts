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
  ['a short code', { code: 4711 }],
  ['a column', 'id,login\n1,bot'],
  ['gRPC', '', { 'grpc-status': '0' }],
]

const says = ([, body, headers = {}]: Body): boolean => speaksOfError(parseAnswer(aWireAnswer(200, body, headers)))

describe('a good status whose body nobody reads', () => {
  for (const failure of failures) it(`reports a failure: ${failure[0]}`, () => assert.equal(says(failure), true))
  for (const success of successes) it(`reports none: ${success[0]}`, () => assert.equal(says(success), false))
})
