import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cookie, get, head, http, json, post, secret } from 'tokenwatch'
import { callsOf } from '../../../functions/core/probe/calls/calls-of.ts'
import { decidingControlOf } from '../../../functions/core/probe/control-turn.ts'
import { controlOnce } from '../../../functions/core/probe/controlled.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { expandedCheck } from '../../config/reading.ts'
import { aCheck, aRequest } from '../../support/check.ts'
import { type Behaviour, type ReceivedRequest, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'

const token = 'marked-7f3a9c-token'

type Options = Partial<Parameters<typeof http>[0]>
type Road = (url: string) => Pick<Options, 'ping' | 'send'>

const byGet: Road = (url) => ({ ping: get(`${url}/me`) })
const holds = ({ headers, body }: ReceivedRequest) => JSON.stringify([headers, body]).includes(token)

const checkOf = (options: Pick<Options, 'ping' | 'send'> & Options) =>
  expandedCheck(
    http({
      id: 'api',
      impact: 'None',
      secret: secret('production/ci'),
      ping: get('https://api.acme.example/me'),
      ...options,
      ...onLoopback,
    }),
  )

/** Probes an API whose answers differ in the credential alone. */
async function probed(living: Behaviour, dead: Behaviour, road = byGet, options: Options = {}, held = token) {
  const server = await startHostileServer((request) => (holds(request) ? living : dead))
  const prober = startProber(held)
  try {
    const check = checkOf({ ...road(server.url), ...options })
    const once = await prober.probe(check)
    const requests = server.requests.length
    const { controls, probed } = await controlOnce(check, once, prober.dependencies)
    return { shown: shownProbe(once), requests, controls, after: probed.verdict.reason }
  } finally {
    await prober.close()
    await server.close()
  }
}

const answer = (status: number, body = '', type = 'text/plain'): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body,
})
const unauthorized = answer(401)

describe('a status that a broken credential does not get', () => {
  const roads: [string, Behaviour, Road][] = [
    ['204', { kind: 'answer', status: 204 }, byGet],
    ['200 to HEAD', { kind: 'answer', status: 200 }, (url) => ({ ping: head(`${url}/me`) })],
    ['200 with text', answer(200, 'pong'), byGet],
    ['200 with XML', answer(200, '<ok/>', 'application/xml'), byGet],
    [
      '202 with nothing',
      answer(202),
      (url) => ({ ping: post(`${url}/me`, { sideEffects: 'none' }), send: json('key') }),
    ],
    [
      'a page for a session',
      answer(200, '<html>Hello', 'text/html'),
      (url) => ({ ping: get(`${url}/me`), send: cookie('sid') }),
    ],
    ['200 with JSON that nobody reads', answer(200, '[]', 'application/json'), byGet],
  ]
  for (const [what, living, road] of roads)
    it(`proves a credential: ${what}`, async () => {
      assert.deepEqual(await probed(living, unauthorized, road).then(({ shown, requests }) => [...shown, requests]), [
        'healthy',
        'success',
        3,
      ])
    })

  const page = (body: string) => answer(200, body, 'text/html')
  const json200 = (body: unknown) => answer(200, JSON.stringify(body), 'application/json')
  const bySession: Road = (url) => ({ ping: get(`${url}/me`), send: cookie('sid') })
  const noProof: [string, Behaviour, string, Road?][] = [
    ['a page to log in', page('<!doctype html>Log in'), 'wrong_target'],
    ['any page, for the token of an API', page('<html>Hello'), 'wrong_target'],
    ['a page that is labelled as text', answer(200, '<!DOCTYPE html><p>Hello'), 'wrong_target'],
    ['a page to log in, for a session', page('<html><input type="password">'), 'wrong_target', bySession],
    ['a page with a link to sign in, for a session', page('<html><a>Sign in</a>'), 'wrong_target', bySession],
    ['a result that is an error', json200({ result: 'error', reason: 'token expired' }), 'unrecognized'],
    ['a status that is an error', json200({ status: 'ERROR', message: 'no' }), 'unrecognized'],
    ['a failure in its words', json200({ status: 'fail', data: null }), 'unrecognized'],
    ['an error in an envelope', json200({ result: { error: 'no' } }), 'unrecognized'],
    ['success that is false, as text', json200({ success: 'false' }), 'unrecognized'],
    ['an error code of its own', json200({ errcode: 40_001, errmsg: 'invalid credential' }), 'unrecognized'],
    ['a fault', json200({ fault: { faultstring: 'no' } }), 'unrecognized'],
    ['text of an error', answer(200, 'ERROR: key expired'), 'unrecognized'],
    ['text of a refusal', answer(200, 'Access denied'), 'unrecognized'],
    ['text of an error, as JSON', json200('invalid key'), 'unrecognized'],
    ['XML of a refusal', answer(200, '<Code>AccessDenied</Code>', 'application/xml'), 'unrecognized'],
  ]
  for (const [what, living, reason, road] of noProof)
    it(`is no proof with ${what}: ${reason}`, async () => {
      assert.equal((await probed(living, unauthorized, road)).shown[0], reason)
    })

  for (const [what, living] of [
    ['a count of errors', answer(200, 'errors_total 0\nup 1')],
    ['a good result', json200({ result: 'ok', status: 'active', error: null, errors: [] })],
  ] as const)
    it(`proves a credential with ${what}`, async () => {
      assert.equal((await probed(living, unauthorized)).shown[0], 'healthy')
    })

  it('proves a session by a page that a broken one does not get', async () => {
    const shown = (await probed(page('<html>Hello'), page('<html>Log in'), bySession)).shown
    assert.deepEqual(shown, ['healthy', 'success'])
  })

  const others: [string, Behaviour, readonly string[]][] = [
    ['400', answer(400), ['healthy', 'success']],
    ['403', answer(403), ['healthy', 'success']],
    ['404, as an API that hides', answer(404), ['healthy', 'success']],
    ['200 with an error in it', answer(200, '{"error":"bad key"}', 'application/json'), ['healthy', 'success']],
    ['the same', answer(204), ['vacuous', 'broken-accepted']],
    ['another good status', answer(200, 'hello'), ['vacuous', 'broken-accepted']],
    ['trouble', answer(503), ['unrecognized', 'broken-unanswered']],
    ['a wish to wait', answer(429), ['unrecognized', 'broken-unanswered']],
    ['a redirect to a login', { kind: 'redirect', to: '/login' }, ['unrecognized', 'broken-unanswered']],
    ['no answer', { kind: 'hang_up' }, ['unrecognized', 'broken-unanswered']],
  ]
  for (const [what, dead, shown] of others)
    it(`is ${shown[0]} if the broken one gets ${what}`, async () => {
      assert.deepEqual((await probed(answer(204), dead)).shown, shown)
    })

  it('is proved by a redirect to a login, where the check declares what that means', async () => {
    const answers = [{ status: 302, means: 'rejected' as const }]
    const { shown } = await probed(answer(204), { kind: 'redirect', to: '/login' }, byGet, { answers })
    assert.deepEqual(shown, ['healthy', 'success'])
  })

  it('is no question for a dead credential, which is refused before', async () => {
    const { shown, requests } = await probed(answer(204), unauthorized, byGet, {}, 'marked-7f3a9c-other')
    assert.deepEqual([...shown, requests], ['rejected', 'unauthorized', 'unauthorized', 2])
  })

  it('is asked twice for a credential in the path, which cannot be left out', async () => {
    const server = await startHostileServer(({ url }) => (url.includes(token) ? answer(204) : unauthorized))
    const prober = startProber(token)
    const send = [{ in: 'path', role: 'token' }] as const
    const question = { ...aRequest(`${server.url}/bot{token}/me`, send), besideBroken: true } as const
    const check = aCheck({ question, ...onLoopback })
    const shown = shownProbe(await prober.probe(check))
    assert.deepEqual([...shown, server.requests.length, callsOf(check.question).length], ['healthy', 'success', 2, 2])
    await prober.close()
    await server.close()
  })

  it('is not asked for where the answer is read', async () => {
    const living = answer(200, '{"login":"bot"}', 'application/json')
    assert.equal((await probed(living, unauthorized, byGet, { assert: ["login == 'bot'"] })).requests, 1)
  })

  it('needs no other control with a broken credential', async () => {
    const check = checkOf({})
    assert.deepEqual(callsOf(check.question), Array(3).fill('api.acme.example'))
    assert.equal(decidingControlOf(check, profileOf('http')), null)
    const { controls, after } = await probed(answer(204), unauthorized)
    assert.deepEqual(
      controls.map(({ credential, outcome }) => [credential, outcome]),
      [['none', 'refused']],
    )
    assert.equal(after, 'healthy')
  })
})
