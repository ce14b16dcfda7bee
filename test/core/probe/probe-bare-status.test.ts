import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { basic, get, http, jwt, oauthClientCredentials, secret } from 'tokenwatch'
import type { Check } from '../../../functions/core/model/check.ts'
import { callsOf } from '../../../functions/core/probe/calls/calls-of.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type Behaviour, type ReceivedRequest, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const aToken = `${encoded({ alg: 'RS256', kid: 'a' })}.${encoded({ sub: 'bot', exp: 4_102_444_800 })}.marked7f3a9csignature`
const minted = 'marked-7f3a9c-minted'
const password = 'marked-7f3a9c-password'
const shown = `Basic ${Buffer.from(`bot:${password}`).toString('base64')}`

type Kind = {
  readonly of: string
  readonly secret: string
  /** Header of the request that holds the real credential. */
  readonly real: string
  readonly check: (url: string) => Check
}

const shared = { id: 'api', impact: 'None', ...onLoopback }

const kinds: readonly Kind[] = [
  {
    of: 'a JWT',
    secret: aToken,
    real: `Bearer ${aToken}`,
    check: (url) => expandedCheck(jwt({ ...shared, secret: secret('production/ci'), ping: get(`${url}/me`) })),
  },
  {
    of: 'a client and its access token',
    secret: JSON.stringify({ id: 'billing', key: 'marked-7f3a9c-client' }),
    real: `Bearer ${minted}`,
    check: (url) =>
      expandedCheck(
        oauthClientCredentials({
          ...shared,
          secret: secret('production/ci', { clientId: 'id', clientSecret: 'key' }),
          tokenUrl: `${url}/token`,
          ping: get(`${url}/me`),
        }),
      ),
  },
  {
    of: 'a token',
    secret: minted,
    real: `Bearer ${minted}`,
    check: (url) => expandedCheck(http({ ...shared, secret: secret('production/ci'), ping: get(`${url}/me`) })),
  },
  {
    of: 'a user and password',
    secret: JSON.stringify({ user: 'bot', password }),
    real: shown,
    check: (url) =>
      expandedCheck(
        http({
          ...shared,
          secret: secret('production/ci', { user: 'user', password: 'password' }),
          send: basic({ userRole: 'user', passwordRole: 'password' }),
          ping: get(`${url}/me`),
          controls: true,
        }),
      ),
  },
]

type Answers = { readonly real: Behaviour; readonly broken: Behaviour; readonly none: Behaviour }

const issued: Behaviour = {
  kind: 'json',
  body: { access_token: minted, token_type: 'Bearer', expires_in: 300 },
}

async function probed({ secret: held, real, check }: Kind, answers: Answers) {
  const answerTo = ({ url, headers: { authorization } }: ReceivedRequest): Behaviour => {
    if (url === '/token') return issued
    if (authorization === undefined) return answers.none
    return authorization === real ? answers.real : answers.broken
  }
  const server = await startHostileServer(answerTo)
  const prober = startProber(held)
  try {
    const asked = check(server.url)
    const result = shownProbe(await prober.probe(asked))
    if (result[0] !== 'wrong_target') assert.equal(server.requests.length, callsOf(asked.question).length)
    return result
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
const ok = answer(204)
const refused = answer(401)

describe('a status that is all that an API says', () => {
  const rows: [string, Partial<Answers>, readonly [string, string]][] = [
    ['both strangers are refused', {}, ['healthy', 'success']],
    ['a stranger is hidden from', { broken: answer(404), none: answer(400) }, ['healthy', 'success']],
    ['everybody gets it', { broken: ok, none: ok }, ['vacuous', 'broken-accepted']],
    ['a broken credential gets it', { broken: ok }, ['vacuous', 'broken-accepted']],
    ['a broken credential gets another good one', { broken: answer(200, 'hello') }, ['vacuous', 'broken-accepted']],
    ['a request without a credential gets it', { none: ok }, ['vacuous', 'anonymous-accepted']],
    [
      'a guest is greeted',
      { none: answer(200, '{"guest":true}', 'application/json') },
      ['vacuous', 'anonymous-accepted'],
    ],
    ['a guest gets a list', { none: answer(200, '[]', 'application/json') }, ['vacuous', 'anonymous-accepted']],
    ['a guest gets text', { none: answer(203, 'pong') }, ['vacuous', 'anonymous-accepted']],
    ['trouble meets the broken one', { broken: answer(502) }, ['unrecognized', 'broken-unanswered']],
    ['trouble meets the request without one', { none: answer(503) }, ['unrecognized', 'anonymous-unanswered']],
    [
      'a guest is sent to log in, which nobody declared',
      { none: { kind: 'redirect', to: '/login' } },
      ['unrecognized', 'anonymous-unanswered'],
    ],
    ['the request without one has to wait', { none: answer(429) }, ['unrecognized', 'anonymous-unanswered']],
    ['nobody answers without one', { none: { kind: 'hang_up' } }, ['unrecognized', 'anonymous-unanswered']],
    [
      'a guest is greeted by an error',
      { none: answer(200, '{"error":"no"}', 'application/json') },
      ['healthy', 'success'],
    ],
  ]
  for (const kind of kinds)
    for (const [what, answers, expected] of rows)
      it(`makes ${kind.of} ${expected[0]} if ${what}`, async () =>
        assert.deepEqual(await probed(kind, { real: ok, broken: refused, none: refused, ...answers }), expected))

  it('is wrong_target for a page to sign in, whoever asks', async () => {
    const page = answer(200, '<!doctype html>Sign in', 'text/html')
    for (const kind of kinds)
      assert.equal((await probed(kind, { real: page, broken: page, none: page }))[0], 'wrong_target')
  })
})
