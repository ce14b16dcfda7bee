import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour, Script } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { down, good, inTurn, me, probing, refusing } from '../../support/probing-api.ts'

const limited = (seconds: string): Behaviour => ({
  kind: 'json',
  status: 429,
  headers: { 'retry-after': seconds },
  body: {},
})
const insufficient = { 'www-authenticate': 'Bearer error="insufficient_scope", scope="repo"' }

describe('an API that gets a token', () => {
  const stories: [string, Script, readonly string[], readonly number[]][] = [
    ['accepts it', good, ['healthy', 'success'], []],
    ['refuses it twice', refusing, ['rejected', 'unauthorized', 'unauthorized'], [2_000]],
    ['refuses it once', inTurn(refusing, good), ['settling', 'unauthorized', 'success'], [2_000]],
    ['refuses it and then fails', inTurn(refusing, down), ['settling', 'unauthorized', 'server-error'], [2_000, 250]],
    [
      'has another name for it',
      { kind: 'json', body: { ...me, login: 'x' } },
      ['wrong_identity', 'success', 'success'],
      [2_000],
    ],
    [
      'is of another environment',
      { kind: 'json', body: { ...me, mode: 'test' } },
      ['wrong_environment', 'success', 'success'],
      [2_000],
    ],
    [
      'grants too little',
      { kind: 'json', body: { ...me, scope: '' } },
      ['under_scoped', 'success', 'success'],
      [2_000],
    ],
    ['grants too much', { kind: 'json', body: { ...me, scope: 'repo admin' } }, ['over_scoped', 'success'], []],
    ['names no scopes', { kind: 'json', body: { ...me, scope: null } }, ['unrecognized', 'success'], []],
    [
      'answers not as asserted',
      { kind: 'json', body: { ...me, ok: false } },
      ['wrong_answer', 'success', 'success'],
      [2_000],
    ],
    ['answers neither true nor false', { kind: 'json', body: { ...me, ok: 1 } }, ['check_invalid', 'success'], []],
    [
      'wants a scope that it has not',
      { kind: 'json', status: 403, headers: insufficient, body: {} },
      ['under_scoped', 'insufficient-scope', 'insufficient-scope'],
      [2_000],
    ],
    ['forbids the ping', { kind: 'json', status: 403, body: {} }, ['unrecognized', 'forbidden-undocumented'], []],
    ['shows a page to log in', { kind: 'html' }, ['wrong_target', 'success'], []],
    ['has no such page', { kind: 'json', status: 404, body: {} }, ['wrong_target', 'no-such-page'], []],
    ['redirects', { kind: 'redirect', to: '/login' }, ['redirected', 'redirect'], []],
    ['has no JSON', { kind: 'answer', status: 200, body: 'fine' }, ['unrecognized', 'success'], []],
    ['wants to be paid', { kind: 'json', status: 402, body: {} }, ['quota_exhausted', 'quota'], []],
    ['is down', down, ['provider_error', 'server-error'], [250]],
    ['was down a moment ago', inTurn(down, good), ['healthy', 'success'], [250]],
    ['is busy for a second', inTurn(limited('1'), good), ['healthy', 'success'], [1_000]],
    ['is busy for a minute', limited('60'), ['rate_limited', 'rate-limit'], []],
    ['is busy for ever', { kind: 'json', status: 429, body: {} }, ['rate_limited', 'rate-limit'], []],
    ['hangs up', { kind: 'hang_up' }, ['unreachable', 'connection_lost'], [250]],
    ['hung up a moment ago', inTurn({ kind: 'hang_up' }, good), ['healthy', 'success'], [250]],
    ['talks nonsense', { kind: 'malformed' }, ['unrecognized', 'malformed_answer'], []],
    ['never stops talking', { kind: 'endless_body' }, ['oversized', 'body_too_large'], []],
  ]
  for (const [what, script, outcome, pausesMs] of stories)
    it(`and ${what}: ${outcome[0]}`, () =>
      probing(script, async ({ check, prober }) => {
        assert.deepEqual(shownProbe(await prober.probe(check)), outcome)
        assert.deepEqual(prober.pausesMs, pausesMs)
      }))

  for (const place of ['body', 'header', 'reason'] as const)
    it(`and echoes it in the ${place}: nothing of it is reported`, () =>
      probing({ kind: 'echo', in: place }, async ({ check, prober }) => {
        const probed = await prober.probe(check)
        assert.equal(probed.verdict.reason, 'rejected')
        assert.doesNotMatch(JSON.stringify(probed), /marked|7f3a9c/)
      }))

  it('and answers with it as the identity: nothing of it is reported', () =>
    probing(
      ({ headers }) => ({ kind: 'json', body: { ...me, login: headers['authorization'] } }),
      async ({ check, prober }) => {
        const probed = await prober.probe(check)
        assert.deepEqual(probed.verdict.evidence.identity, { expected: 'bot', seen: '[secret]', matches: false })
        assert.doesNotMatch(JSON.stringify(probed), /marked|7f3a9c/)
      },
    ))

  it('and was known to refuse it: one request is sent', () =>
    probing(refusing, async ({ check, prober, server }) => {
      assert.deepEqual(shownProbe(await prober.probe(check, { proven: 'version-1' })), ['rejected', 'unauthorized'])
      assert.equal(server.requests.length, 1)
    }))

  it('gets the user agent, and nothing that the check does not declare', () =>
    probing(good, async ({ check, prober, server }) => {
      await prober.probe(check)
      const [request] = server.requests
      const { host: _, connection: __, ...headers } = request?.headers ?? {}
      assert.deepEqual(
        [request?.method, request?.url, request?.body, headers],
        [
          'GET',
          '/me',
          '',
          {
            accept: 'application/json',
            'accept-encoding': 'identity',
            'user-agent': 'tokenwatch',
            authorization: 'Bearer marked-7f3a9c-token',
          },
        ],
      )
    }))
})
