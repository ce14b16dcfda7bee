import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cookie, form, get, http, json, post, secret } from 'tokenwatch'
import { lookForVacuity } from '../../../functions/core/probe/controlled.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type Script, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { openStores } from '../../support/stores.ts'

const token = 'marked-7f3a9c "ü+%&=;'

type Options = Pick<Parameters<typeof http>[0], 'send'> & { readonly body?: string; readonly headers?: Headers }
type Headers = Readonly<Record<string, string>>

/** Probes an API whose token is sent as the config says. */
async function probed(script: Script, { send = json('token'), ...request }: Options, held = token) {
  const server = await startHostileServer(script)
  const prober = startProber(held)
  try {
    const ping =
      'body' in request || needsBody(send)
        ? post(`${server.url}/me`, { sideEffects: 'none', ...request })
        : get(`${server.url}/me`, request)
    const check = expandedCheck(
      http({
        id: 'api',
        impact: 'None',
        secret: secret('production/ci'),
        ping,
        send,
        assert: ["login == 'bot'"],
        ...onLoopback,
      }),
    )
    const { verdict, readings } = await prober.probe(check)
    const { conditions } = openStores()
    const everyTick = { ...check, everySeconds: 3_600 }
    const found = await lookForVacuity(everyTick, 0, { ...prober.dependencies, conditions })
    return { verdict, readings, requests: server.requests, found: found?.findings }
  } finally {
    await prober.close()
    await server.close()
  }
}

const needsBody = (send: Options['send']) => JSON.stringify(send).match(/"(?:json|form)"/) !== null

/** Answers well if the request holds what is wanted, and refuses it otherwise. */
const wanting =
  (wanted: (request: { body: string; headers: Readonly<Record<string, unknown>> }) => boolean): Script =>
  (request) =>
    wanted(request) ? { kind: 'json', body: { login: 'bot' } } : { kind: 'json', status: 401, body: {} }

describe('a credential that is sent in a body or a cookie', () => {
  const formed = new URLSearchParams({ grant: 'a', token }).toString()
  const roads: [string, Options, (body: string, headers: Readonly<Record<string, unknown>>) => boolean][] = [
    ['JSON', { send: json('token') }, (body) => JSON.parse(body).token === token],
    [
      'JSON-RPC',
      { send: json('auth'), body: '{"jsonrpc":"2.0","method":"user.get","params":{},"id":1}' },
      (body) => JSON.parse(body).auth === token && JSON.parse(body).method === 'user.get',
    ],
    [
      'a list of parameters',
      { send: json('params.0'), body: '{"method":"call","params":[null,"session"]}' },
      (body) => JSON.parse(body).params[0] === token && JSON.parse(body).params[1] === 'session',
    ],
    [
      'an object inside JSON',
      { send: json('auth.key') },
      (body, headers) => JSON.parse(body).auth.key === token && headers['content-type'] === 'application/json',
    ],
    [
      'a form',
      { send: form('token'), body: 'grant=a' },
      (body, headers) => body === formed && headers['content-type'] === 'application/x-www-form-urlencoded',
    ],
    ['a form of nothing else', { send: form('token') }, (body) => new URLSearchParams(body).get('token') === token],
  ]
  for (const [how, options, fits] of roads)
    it(`as ${how} is proved, and its broken twin is refused`, async () => {
      const { verdict, requests, found } = await probed(
        wanting(({ body, headers }) => fits(body, headers)),
        options,
      )
      assert.deepEqual([verdict.reason, found], ['healthy', []])
      assert.equal(requests.length, 2)
      assert.notEqual(requests[0]?.body, requests[1]?.body)
    })

  it('as a cookie is proved, and its broken twin is refused', async () => {
    const held = 'marked-7f3a9c"a,b"'
    const { verdict, found } = await probed(
      wanting(({ headers }) => headers['cookie'] === `sid=${held}`),
      { send: cookie('sid') },
      held,
    )
    assert.deepEqual([verdict.reason, found], ['healthy', []])
  })

  it('is vacuous where the API does not read it', async () => {
    for (const send of [json('token'), form('token')]) {
      const { found } = await probed({ kind: 'json', body: { login: 'bot' } }, { send })
      assert.deepEqual(
        found?.map(({ reason }) => reason),
        ['vacuous'],
      )
    }
  })

  it('is malformed where a cookie cannot carry it', async () => {
    const { verdict, requests } = await probed({ kind: 'json', body: {} }, { send: cookie('sid') }, 'a;b')
    assert.deepEqual([verdict.reason, requests.length], ['secret_malformed', 0])
  })

  it('is in no reading, also where the API repeats its body', async () => {
    const echo: Script = ({ body }) => ({ kind: 'json', status: 401, body: { login: body, sent: body } })
    for (const send of [json('token'), form('token'), json('a.b')]) {
      const { verdict, readings } = await probed(echo, { send })
      assert.equal(verdict.reason, 'rejected')
      assert.ok(!/marked|7f3a9c/.test(JSON.stringify([verdict, readings])))
    }
  })
})

describe('the body of a request', () => {
  const bodies: [string, Headers, string][] = [
    ['{"query":"{me}"}', {}, 'application/json'],
    ['[]', {}, 'application/json'],
    ['a=b&c=d%20e', {}, 'application/x-www-form-urlencoded'],
    ['<?xml version="1.0"?><methodCall/>', {}, 'application/xml'],
    ['{ me }', {}, 'text/plain'],
    ['SELECT 1', {}, 'text/plain'],
    ['{"query":"{me}"}', { 'Content-Type': 'application/graphql-response+json' }, 'application/graphql-response+json'],
    ['<a/>', { 'CONTENT-TYPE': 'text/xml', Accept: 'text/xml' }, 'text/xml'],
  ]
  for (const [body, headers, type] of bodies)
    it(`${body} is sent as ${type}`, async () => {
      const { requests } = await probed(
        { kind: 'json', body: { login: 'bot' } },
        { send: cookie('sid'), body, headers },
        'marked',
      )
      assert.deepEqual([requests[0]?.headers['content-type'], requests[0]?.body], [type, body])
    })

  it('of no request is no body with a type', async () => {
    const { requests } = await probed({ kind: 'json', body: { login: 'bot' } }, { send: cookie('sid') }, 'marked')
    assert.deepEqual([requests[0]?.method, requests[0]?.headers['content-type']], ['GET', undefined])
  })
})
