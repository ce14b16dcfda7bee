import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../../../functions/core/model/credential.ts'
import type { Placement } from '../../../../functions/core/model/question.ts'
import { place } from '../../../../functions/core/probe/ask/place.ts'
import { bearerInHeader } from '../../../support/check.ts'

const bare = { url: new URL('https://api.example/me?a=1'), headers: { accept: 'application/json' } }
const credential = new Credential({ token: 'abc', user: 'bot@acme.example', password: 'ü+%: /' }, null)

function placed(placements: readonly Placement[], from = credential) {
  const request = place(bare, placements, from)
  return 'kind' in request ? request : { url: request.url.href, ...request.headers }
}

describe('a credential', () => {
  const url = bare.url.href
  const accept = 'application/json'
  const placements: [string, readonly Placement[], object][] = [
    ['as a bearer token', [bearerInHeader], { url, accept, authorization: 'Bearer abc' }],
    [
      'in a header of any name and shape',
      [{ in: 'header', name: 'X-Api-Key', prefix: '', role: 'token' }],
      { url, accept, 'x-api-key': 'abc' },
    ],
    [
      'as user and password',
      [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }],
      { url, accept, authorization: 'Basic Ym90QGFjbWUuZXhhbXBsZTrDvCslOiAv' },
    ],
    [
      'as a user without a password',
      [{ in: 'basic', user: { role: 'token' }, passwordRole: null }],
      { url, accept, authorization: 'Basic YWJjOg==' },
    ],
    [
      'as the password of a user whom everybody knows',
      [{ in: 'basic', user: { literal: 'api' }, passwordRole: 'token' }],
      { url, accept, authorization: 'Basic YXBpOmFiYw==' },
    ],
    [
      'in the query, beside what is there',
      [{ in: 'query', name: 'key', role: 'token' }],
      { url: `${url}&key=abc`, accept },
    ],
    ['in a cookie', [{ in: 'cookie', name: 'session', role: 'token' }], { url, accept, cookie: 'session=abc' }],
    [
      'in two cookies',
      [
        { in: 'cookie', name: 'session', role: 'token' },
        { in: 'cookie', name: 'XSRF-TOKEN', role: 'token' },
      ],
      { url, accept, cookie: 'session=abc; XSRF-TOKEN=abc' },
    ],
    [
      'in several places',
      [
        { in: 'header', name: 'x-user', prefix: '', role: 'user' },
        { in: 'header', name: 'x-key', prefix: 'Key ', role: 'token' },
      ],
      { url, accept, 'x-user': 'bot@acme.example', 'x-key': 'Key abc' },
    ],
  ]
  for (const [how, where, expected] of placements) it(`travels ${how}`, () => assert.deepEqual(placed(where), expected))

  it('leaves the request unchanged for the next attempt', () => {
    placed([{ in: 'query', name: 'key', role: 'token' }, bearerInHeader])
    assert.deepEqual([bare.url.href, bare.headers], ['https://api.example/me?a=1', { accept: 'application/json' }])
  })
})

describe('a credential in the body or in the path', () => {
  const asked = { url: new URL('https://api.example/bot{token}/me'), headers: {}, body: '{"a":1}' }
  const sent = (placement: Placement, from: Parameters<typeof place>[0], held: Credential) => {
    const request = place(from, [placement], held)
    return 'kind' in request ? request.code : [request.url.href, request.body]
  }
  const json = { in: 'json', name: 'secret', role: 'password' } as const
  const form = { in: 'form', name: 'secret', role: 'password' } as const
  const path = { in: 'path', role: 'token' } as const

  it('joins the fields of a JSON body', () => {
    assert.deepEqual(sent(json, asked, credential)[1], '{"a":1,"secret":"ü+%: /"}')
  })
  it('joins the fields of a form', () => {
    assert.deepEqual(sent(form, { ...asked, body: 'grant=a' }, credential)[1], 'grant=a&secret=%C3%BC%2B%25%3A+%2F')
  })
  it('joins an object or a list inside a JSON body', () => {
    const body = '{"method":"call","params":[null,{"user":"bot"}]}'
    const place = (name: string) => sent({ ...json, name }, { ...asked, body }, credential)[1]
    assert.deepEqual(place('params.0'), '{"method":"call","params":["ü+%: /",{"user":"bot"}]}')
    assert.deepEqual(place('params.1.password'), '{"method":"call","params":[null,{"user":"bot","password":"ü+%: /"}]}')
  })
  it('gives the body its type, unless the request names one', () => {
    const typeWith = (placement: Placement, headers: Readonly<Record<string, string>>) => {
      const request = place({ ...asked, headers, body: null }, [placement], credential)
      return 'kind' in request ? request.code : request.headers['content-type']
    }
    assert.equal(typeWith(json, {}), 'application/json')
    assert.equal(typeWith(form, {}), 'application/x-www-form-urlencoded')
    assert.equal(typeWith(json, { 'content-type': 'application/json-rpc' }), 'application/json-rpc')
  })
  it('is not sent as a cookie with the separator of cookies, or with a line break', () => {
    for (const value of ['abc; admin=1', 'abc\r\nset: 1', 'a b', '']) {
      const request = place(
        asked,
        [{ in: 'cookie', name: 'session', role: 'token' }],
        new Credential({ token: value }, null),
      )
      assert.deepEqual('kind' in request && request.code, 'not_sendable')
    }
  })
  it('fills its segment of the path, and keeps colons', () => {
    const held = new Credential({ token: '12:a/b?c#d' }, null)
    assert.deepEqual(sent(path, asked, held)[0], 'https://api.example/bot12:a%2Fb%3Fc%23d/me')
  })
  it('is not sent if it consists of dots, which would change the path', () => {
    const held = new Credential({ token: '..' }, null)
    assert.deepEqual(sent(path, { ...asked, url: new URL('https://api.example/{token}/me') }, held), 'not_sendable')
  })
})

describe('a value that a request cannot carry unchanged', () => {
  const unsendable = {
    kind: 'failed',
    reason: 'secret_malformed',
    phase: 'prepare',
    code: 'not_sendable',
    timings: null,
  }
  const values = ['a b', 'abc\n', '\tabc', 'a\r\nx-injected: 1', 'a\0b', 'tökén', '“abc”', '😀', 'x'.repeat(8_193), '']
  for (const value of values)
    it(`is not sent: ${JSON.stringify(value.slice(0, 20))}`, () => {
      const odd = new Credential({ token: value }, null)
      assert.deepEqual(placed([bearerInHeader], odd), unsendable)
      assert.deepEqual(placed([{ in: 'query', name: 'key', role: 'token' }], odd), unsendable)
    })

  it('is sent as user and password, which are encoded', () => {
    const odd = new Credential({ token: 'tö kén' }, null)
    assert.notDeepEqual(placed([{ in: 'basic', user: { literal: 'api' }, passwordRole: 'token' }], odd), unsendable)
  })
})
