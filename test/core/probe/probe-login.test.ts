import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { get, http, json, login, secret } from 'tokenwatch'
import { urlsOf } from '../../../functions/config/urls-of.ts'
import { hostOf } from '../../../functions/core/model/check.ts'
import { addressesOf, callsOf } from '../../../functions/core/probe/calls/calls-of.ts'
import { quotasOf } from '../../../functions/core/probe/calls/quotas.ts'
import { controlOnce, lookForVacuity } from '../../../functions/core/probe/controlled.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type Behaviour, type HostileServer, type Script, startHostileServer } from '../../support/hostile-server.ts'
import { type LoginServer, loginServers, password, playing, session } from '../../support/login-servers.ts'
import { onLoopback, type Prober, shownProbe, startProber } from '../../support/probing.ts'
import { openStores } from '../../support/stores.ts'

type Asks = ReturnType<LoginServer['asks']> & Partial<Parameters<typeof http>[0]>

const checkOf = (asks: Asks) =>
  expandedCheck(
    http({
      id: 'api',
      impact: 'None',
      secret: secret('production/ci', { user: 'user', password: 'password' }),
      assert: ["login == 'bot'"],
      ...asks,
      ...onLoopback,
    }),
  )

type World = { readonly server: HostileServer; readonly prober: Prober }

async function playingTo(script: Script, test: (world: World) => Promise<void>, held = password): Promise<void> {
  const server = await startHostileServer(script)
  const prober = startProber(JSON.stringify({ user: 'bot', password: held }))
  try {
    await test({ server, prober })
  } finally {
    await prober.close()
    await server.close()
  }
}

describe('a credential that logs in at', () => {
  for (const [name, played] of Object.entries<LoginServer>(loginServers)) {
    it(`${name} is proved by the request with its session`, () =>
      playingTo(playing(played), async ({ server, prober }) => {
        const { verdict, readings } = await prober.probe(checkOf(played.asks(server.url)))
        assert.deepEqual([verdict.reason, server.requests.length], ['healthy', 2], JSON.stringify(verdict.findings))
        assert.ok(!/marked|7f3a9c|4d2e8b/.test(JSON.stringify([verdict, readings])))
      }))

    it(`${name} with a wrong password is ${played.verdict}, and the API is not asked`, () =>
      playingTo(
        playing(played),
        async ({ server, prober }) => {
          const { verdict } = await prober.probe(checkOf(played.asks(server.url)))
          assert.equal(verdict.reason, played.verdict)
          assert.ok(server.requests.every(played.isLogin))
        },
        'marked-7f3a9c-wrong',
      ))
  }
})

const grafana = loginServers['Grafana, with a cookie']
const keystone = loginServers['Keystone, with a header']
const oauth = loginServers['an OAuth server, with a password grant']

describe('a login that proves nothing alone', () => {
  it('is unrecognized if the API refuses the new session, until the check declares that', () =>
    playingTo(playing({ ...grafana, isUsed: () => false }), async ({ server, prober }) => {
      const asks = grafana.asks(server.url)
      assert.deepEqual(shownProbe(await prober.probe(checkOf(asks))), ['unrecognized', 'minted-token-refused'])
      const declared = checkOf({ ...asks, answers: [{ status: 401, means: 'rejected' }] })
      assert.deepEqual(shownProbe(await prober.probe(declared)), ['rejected', 'answer-401', 'answer-401'])
    }))

  it('is under-scoped, or of another identity, as the API says', () =>
    playingTo(
      playing({ ...grafana, serves: { kind: 'json', body: { login: 'other' } } }),
      async ({ server, prober }) => {
        const asks = { ...grafana.asks(server.url), read: { identity: 'login' }, identity: 'bot', assert: [] }
        assert.equal((await prober.probe(checkOf(asks))).verdict.reason, 'wrong_identity')
      },
    ))

  const without: [string, Behaviour, readonly string[]][] = [
    ['no cookie', { kind: 'json', body: {} }, ['unrecognized', 'login-without-session']],
    ['the form again', { kind: 'html' }, ['unrecognized', 'login-without-session']],
    ['another cookie', cookie('other=1'), ['unrecognized', 'login-without-session']],
    ['a cookie of a longer name', cookie('xgrafana_session=1'), ['unrecognized', 'login-without-session']],
    ['an empty cookie', cookie('grafana_session='), ['unrecognized', 'login-without-session']],
    ['a removed cookie', cookie('grafana_session=deleted; Max-Age=0'), ['unrecognized', 'login-without-session']],
    ['a negative age', cookie('grafana_session=x; path=/; max-age=-1'), ['unrecognized', 'login-without-session']],
    [
      'a past end',
      cookie('grafana_session=x; expires=Thu, 01 Jan 1970 00:00:00 GMT'),
      ['unrecognized', 'login-without-session'],
    ],
    ['a redirect to the form', { kind: 'redirect', to: '/login' }, ['redirected', 'token-redirect']],
    [
      'a session beside a refusal',
      { ...cookie(`grafana_session=${session}`), status: 401 },
      ['rejected', 'token-unauthorized', 'token-unauthorized'],
    ],
    ['an error with 200', { kind: 'json', body: { error: { code: -1 } } }, ['unrecognized', 'login-without-session']],
    [
      'a captcha',
      { kind: 'json', status: 401, body: { message: 'Solve the captcha' } },
      ['unrecognized', 'account-locked'],
    ],
    [
      'a lock',
      { kind: 'json', status: 401, body: { message: 'User account is locked' } },
      ['unrecognized', 'account-locked'],
    ],
    [
      'too many attempts',
      { kind: 'json', status: 401, body: { message: 'Too many failed attempts' } },
      ['rate_limited', 'rate-exceeded'],
    ],
    [
      'a wish for a second factor',
      { kind: 'json', status: 401, body: { message: 'MFA is required' } },
      ['unrecognized', 'asks-a-person'],
    ],
    ['a bare 403', { kind: 'json', status: 403, body: {} }, ['unrecognized', 'forbidden-undocumented']],
    ['no such page', { kind: 'json', status: 404, body: {} }, ['wrong_target', 'no-token-endpoint']],
    ['a pause', { kind: 'json', status: 429, body: {} }, ['rate_limited', 'token-rate-limit']],
    ['trouble', { kind: 'json', status: 503, body: {} }, ['provider_error', 'token-server-error']],
    ['a session that no header can carry', cookie('grafana_session=söß'), ['unrecognized', 'session-not-sendable']],
  ]
  for (const [what, answer, shown] of without)
    it(`gives ${shown[0]} if ${what} comes`, () =>
      playingTo(playing({ ...grafana, welcomes: answer }), async ({ server, prober }) => {
        const [reason, ...rules] = shownProbe(await prober.probe(checkOf(grafana.asks(server.url))))
        assert.deepEqual([reason, ...rules], shown)
        assert.ok(server.requests.every(grafana.isLogin))
      }))

  const hints: [Behaviour, RegExp][] = [
    [
      { kind: 'redirect', to: '/login' },
      /token-redirect \(HTTP 302\): redirects are never followed;.*page to log in.*answers/,
    ],
    [{ kind: 'json', body: {} }, /login-without-session \(HTTP 200\): nothing stands at the place that session names/],
    [cookie('grafana_session=other'), /minted-token-refused \(HTTP 401\): .*compare both hosts, or declare/],
  ]
  for (const [answer, hint] of hints)
    it(`names the way out: ${hint.source}`, () =>
      playingTo(playing({ ...grafana, welcomes: answer }), async ({ server, prober }) => {
        const { verdict } = await prober.probe(checkOf(grafana.asks(server.url)))
        assert.match(verdict.findings.map(({ detail }) => detail).join(), hint)
      }))

  it('takes the last of two cookies of one name, as a browser does', () =>
    playingTo(
      playing({
        ...grafana,
        welcomes: {
          kind: 'answer',
          status: 200,
          headers: { 'set-cookie': ['grafana_session=old', `grafana_session=${session}`] },
        },
      }),
      async ({ server, prober }) => {
        assert.equal((await prober.probe(checkOf(grafana.asks(server.url)))).verdict.reason, 'healthy')
      },
    ))

  const grants: [object, string][] = [
    [{ error: 'invalid_grant' }, 'rejected'],
    [{ error: 'invalid_grant', error_description: 'ip restricted' }, 'blocked_from_here'],
    [
      { error: 'invalid_grant', error_description: 'AADSTS50076: you must use multi-factor authentication' },
      'unrecognized',
    ],
    [{ error: 'invalid_client' }, 'rejected'],
    [{ error: 'unsupported_grant_type' }, 'check_invalid'],
    [{ error: 'unauthorized_client' }, 'unrecognized'],
    [{ error: 'mfa', error_description: 'MFA is needed' }, 'unrecognized'],
  ]
  for (const [body, reason] of grants)
    it(`is ${reason} by the code of OAuth: ${JSON.stringify(body)}`, () =>
      playingTo(playing({ ...oauth, welcomes: { kind: 'json', status: 400, body } }), async ({ server, prober }) => {
        assert.equal((await prober.probe(checkOf(oauth.asks(server.url)))).verdict.reason, reason)
      }))
})

function cookie(text: string): Extract<Behaviour, { kind: 'json' }> {
  return { kind: 'json', headers: { 'set-cookie': text }, body: {} }
}

describe('the needs of a check that logs in', () => {
  const lacking = { 'www-authenticate': 'Bearer error="insufficient_scope"' }
  const needs: [Behaviour, string][] = [
    [{ kind: 'json', body: {} }, 'healthy'],
    [{ kind: 'json', status: 403, headers: lacking, body: {} }, 'under_scoped'],
  ]
  for (const [answer, reason] of needs)
    it(`are asked with its session: ${reason}`, () => {
      const isNeed: LoginServer['isLogin'] = (request) => request.url === '/api/org' && grafana.isUsed(request)
      const script: Script = (request) => (isNeed(request) ? answer : playing(grafana)(request))
      return playingTo(script, async ({ server, prober }) => {
        const check = checkOf({ ...grafana.asks(server.url), needs: [get(`${server.url}/api/org`)] })
        assert.equal((await prober.probe(check)).verdict.reason, reason)
      })
    })
})

describe('the end of a credential that logs in', () => {
  const ends: [string, string][] = [
    ['2099-01-01T00:00:00Z', 'healthy'],
    [new Date(Date.now() + 86_400_000).toISOString(), 'expiring'],
    ['soon', 'expiry_unreadable'],
  ]
  for (const [end, reason] of ends)
    it(`is read from the answer to the login, not from its session: ${reason}`, () => {
      const body = { token: { expires_at: '2026-01-01T00:00:00Z', user: { password_expires_at: end } } }
      const welcomes: Behaviour = { kind: 'json', status: 201, headers: { 'x-subject-token': session }, body }
      return playingTo(playing({ ...keystone, welcomes }), async ({ server, prober }) => {
        assert.equal((await prober.probe(checkOf(keystone.asks(server.url)))).verdict.reason, reason)
      })
    })
})

describe('the controls of a login', () => {
  const nowMs = Date.now()
  const looking = (script: Script, more: object = {}) => {
    const { promise, resolve } = Promise.withResolvers<{ found: readonly string[] | null; logins: number }>()
    return playingTo(script, async ({ server, prober }) => {
      const check = { ...checkOf({ ...grafana.asks(server.url), ...more }), everySeconds: 3_600 }
      const found = await lookForVacuity(check, nowMs, { ...prober.dependencies, conditions: openStores().conditions })
      const logins = server.requests.filter(grafana.isLogin).length
      resolve({ found: found?.findings.map(({ detail }) => detail) ?? null, logins })
    }).then(() => promise)
  }

  it('try no broken password, and ask the API without a session instead', async () => {
    assert.deepEqual(await looking(playing(grafana)), { found: [], logins: 0 })
  })
  it('find an API that answers strangers too', async () => {
    const { found, logins } = await looking({ kind: 'json', body: { login: 'bot' } })
    assert.deepEqual([found?.length, logins], [1, 0])
    assert.match(found?.[0] ?? '', /also accepts a request without a session/)
  })
  it('try a broken password where the check says so', async () => {
    assert.deepEqual(await looking(playing(grafana), { controls: true }), { found: [], logins: 1 })
    const open = playing({ ...grafana, knows: () => true })
    const { found } = await looking(open, { controls: true })
    assert.match(found?.[0] ?? '', /also accepts a broken credential/)
  })
  it('are off where the check says so', async () => {
    assert.deepEqual(await looking(playing(grafana), { controls: false }), { found: null, logins: 0 })
  })
  it('show a person who checks once that strangers are answered', () =>
    playingTo({ ...cookie(`grafana_session=${session}`), body: { login: 'bot' } }, async ({ server, prober }) => {
      const check = checkOf(grafana.asks(server.url))
      const { probed } = await controlOnce(check, await prober.probe(check), prober.dependencies)
      assert.equal(probed.verdict.reason, 'vacuous')
    }))
})

describe('the calls of a login', () => {
  const check = checkOf({
    login: login('https://id.acme.example/login', {
      send: [json('user', { role: 'user' }), json('password', { role: 'password' })],
      session: 'token',
    }),
    ping: get('https://api.acme.example/me'),
  })
  it('are two, to both hosts, with the login first', () => {
    assert.deepEqual(callsOf(check.question), ['id.acme.example', 'api.acme.example'])
    assert.deepEqual(
      addressesOf(check.question),
      urlsOf(check).map(({ href }) => href),
    )
    assert.equal(hostOf(check), 'id.acme.example')
  })
  it('count against the budget of both hosts and of the credential', () => {
    const drawn = quotasOf([check], profileOf).map(({ kind, name, draws }) => [kind, name, draws[0]?.calls])
    assert.deepEqual(drawn, [
      ['host', 'id.acme.example', 1],
      ['host', 'api.acme.example', 1],
      ['credential', 'production/ci', 2],
    ])
  })
})
