import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { namesError, textNamesError } from '../../../functions/core/model/error-bodies.ts'
import { assertEvery } from '../../support/assert-every.ts'

/** Errors of public APIs that come with status 200, in the fields of each. */
const errors: readonly unknown[] = [
  { errcode: 40_001, errmsg: 'invalid credential' },
  { error_code: 110, error_msg: 'Access token invalid' },
  { errorCode: 'TOKEN_EXPIRED', errorMessage: 'x' },
  { errorNo: '7' },
  { stat: 'fail', code: 98, message: 'Invalid auth token' },
  { isError: true },
  { has_errors: 'true' },
  { fault: { faultstring: 'Invalid access token' } },
  { faultCode: 'Client' },
  { exception: 'NotAllowed', message: 'no' },
  { Error: 'no' },
  { errorMessage: 'You may not do this' },
  { errorMessages: ['You may not do this'] },
  { data: { errCode: 1 } },
  { errmsg: 'no', errcode: null },
  { authenticated: false },
  { data: { isAuthenticated: false } },
  { logged_in: 'false' },
  { Success: false },
  { status: 'REQUEST_DENIED', results: [] },
  { status: 'not authorized' },
  { result: 'KO' },
  { code: '401', msg: 'login first' },
  { status_code: 403 },
  { STATUS: 'Expired' },
]

/** Bodies that say that there is no error, or that speak of errors as their subject. */
const good: readonly unknown[] = [
  { errcode: 0, errmsg: 'ok' },
  { errcode: 0, errmsg: 'request accepted' },
  { error_code: '0', error_msg: 'done' },
  { errorCode: 'SUCCESS' },
  { errorCode: '00000' },
  { stat: 'ok' },
  { isError: false, errorMessage: 'none' },
  { hasErrors: false },
  { errmsg: 'OK' },
  { error: 'none' },
  { fault: null, exception: null },
  { errors_total: 12 },
  { errorRate: 0.2, errorCount: 3 },
  { error_budget: { left: 3 } },
  { faultTolerance: 'high' },
  { authenticated: true, success: 1 },
  { status: 'OK', result: 'ko-KR' },
  { code: '4010', status: '200' },
  { status: 'expires soon' },
  ['error'],
]

describe('a body with a good status', () => {
  it('calls itself an error by any field of one', () =>
    assertEvery(errors, JSON.stringify, (body) => assert.equal(namesError(body), true)))

  it('does not by a field that says that there is none, or that is about something else', () =>
    assertEvery(good, JSON.stringify, (body) => assert.equal(namesError(body), false)))
})

const faults = [
  '<soap:Envelope><soap:Body><soap:Fault><faultstring>Log in first</faultstring></soap:Fault></soap:Body></soap:Envelope>',
  '<rsp stat="fail"><err code="98" msg="no such key"/></rsp>',
  '<methodResponse><fault><value>4</value></fault></methodResponse>',
  'status: failed',
  'STATUS=FAIL',
]

it('a text calls itself an error as an envelope of SOAP and of XML-RPC does', () =>
  assertEvery(faults, String, (text) => assert.equal(textNamesError(text), true)))

it('a text about faults is none', () =>
  assertEvery(['fault_tolerance 1', '<rsp stat="ok"/>', 'default page', 'page_faults_total 7'], String, (text) =>
    assert.equal(textNamesError(text), false),
  ))
