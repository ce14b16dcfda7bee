import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ErrorPlace, errorNameIn } from '../../chaos/service/error-name.ts'

const cases: readonly (readonly [string, string | null, unknown, (readonly ErrorPlace[])?, Record<string, string>?])[] =
  [
    ['OAuth', 'invalid_token', { error: 'invalid_token' }],
    [
      'problem+json',
      'https://shop.example/errors/no-credential',
      { type: 'https://shop.example/errors/no-credential', status: 503 },
    ],
    [
      'problem+json with a title only',
      'Identity provider unavailable',
      { type: 'about:blank', title: 'Identity provider unavailable' },
    ],
    ['Google', 'UNAUTHENTICATED', { error: { status: 'UNAUTHENTICATED', message: 'no' } }],
    ['Stripe', 'authentication_required', { error: { code: 'authentication_required', type: 'card_error' } }],
    ['camel case', 'CredentialRejected', { errorCode: 'CredentialRejected' }],
    ['GraphQL', 'UNAUTHENTICATED', { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }],
    ['JSON:API', '40101', { errors: [{ code: '40101' }] }],
    ['AWS', 'AccessDeniedException', { __type: 'AccessDeniedException', message: 'no' }],
    ['AWS in a header', 'AccessDenied', '<Error/>', [], { 'x-amzn-errortype': 'AccessDenied' }],
    ['a challenge', 'invalid_token', '', [], { 'www-authenticate': 'Bearer realm="a", error="invalid_token"' }],
    ['a challenge that names none', null, '', [], { 'www-authenticate': 'Bearer realm="a"' }],
    ['an empty problem', null, { type: 'about:blank' }],
    [
      'a message only',
      null,
      { message: 'Internal Server Error: something went wrong, please try again later, sorry for that' },
    ],
    ['a stack trace', null, { error: 'Error: boom\n    at handler (index.js:1:1)' }],
    ['no JSON', null, '<html>'],
    ['a declared member', 'E42', { fault: { name: 'E42' } }, [{ json: '/fault/name' }]],
    ['a declared header', 'idp_down', '', [{ header: 'X-Error' }], { 'x-error': 'idp_down' }],
  ]

describe('the name of an error in an answer', () => {
  for (const [title, expected, body, declared, headers] of cases)
    it(`${title}: ${expected}`, () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      assert.equal(errorNameIn({ headers: headers ?? {}, text }, declared), expected)
    })
})
