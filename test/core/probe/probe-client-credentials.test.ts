import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import type { Check, DeclaredAnswer } from '../../../functions/core/model/check.ts'
import type { Placement, Question } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, aSecret, expecting, reading } from '../../support/check.ts'
import { type ReceivedRequest, startHostileServer } from '../../support/hostile-server.ts'
import { billing, clientSecret, type OAuthLab, startLab } from '../../support/oauth-lab.ts'
import { onLoopback, shownProbe } from '../../support/probing.ts'

type Asks = Extract<Question, { kind: 'client_credentials' }>

let lab: OAuthLab
beforeEach(async () => {
  lab = await startLab()
})
afterEach(() => lab.close())

/** A check of the lab's client, by a token that its API is asked with. */
function aClient(asks: Partial<Asks> = {}, overrides: Partial<Check> = {}): Check {
  return aCheck({
    profile: 'oauth-client-credentials',
    question: {
      kind: 'client_credentials',
      tokenUrl: lab.oauth.tokenUrl,
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      ping: aPing(`${lab.api.url}/me`),
      ...asks,
    },
    secret: aSecret(
      { clientId: 'id', clientSecret: 'secret' },
      { source: { from: 'secrets-manager', id: 'production/billing' } },
    ),
    paths: reading({ identity: 'login', environment: 'environment', scopes: 'scope' }),
    expect: expecting({
      identity: 'billing-bot',
      environment: 'production',
      scopes: { require: ['invoices:read'], forbid: [] },
    }),
    ...onLoopback,
    ...overrides,
  })
}

const probe = async (check = aClient()) => shownProbe(await lab.prober.probe(check))
const twice = (rule: string) => [rule, rule]

describe('a client that gets a token', () => {
  it('is healthy if the API accepts it', async () => assert.deepEqual(await probe(), ['healthy', 'success']))

  it('is healthy if it authenticates in the body', async () => {
    assert.deepEqual(await probe(aClient({ authentication: 'client_secret_post' })), ['healthy', 'success'])
  })

  const placements: [string, Placement, (request: ReceivedRequest) => unknown][] = [
    [
      'a header',
      { in: 'header', name: 'x-access-token', prefix: '', role: 'token' },
      ({ headers }) => headers['x-access-token'],
    ],
    [
      'a header of another scheme',
      { in: 'header', name: 'authorization', prefix: 'Zoho-oauthtoken ', role: 'token' },
      ({ headers }) => String(headers['authorization']).replace('Zoho-oauthtoken ', ''),
    ],
    [
      'the query',
      { in: 'query', name: 'access_token', role: 'token' },
      ({ url }) => new URLSearchParams(url.split('?')[1]).get('access_token'),
    ],
    [
      'a cookie',
      { in: 'cookie', name: 'token', role: 'token' },
      ({ headers }) => String(headers['cookie']).replace('token=', ''),
    ],
    ['the body', { in: 'json', name: 'auth.token', role: 'token' }, ({ body }) => JSON.parse(body).auth.token],
  ]
  for (const [where, placement, found] of placements)
    it(`is healthy if its access token is sent in ${where}, and there alone`, async () => {
      lab.oauth.failWith(200, '{"access_token":"marked-7f3a9c-minted","token_type":"bearer"}')
      const api = await startHostileServer((request) => {
        const sent =
          JSON.stringify([request.url, request.headers, request.body]).split('marked-7f3a9c-minted').length - 1
        const isGood = found(request) === 'marked-7f3a9c-minted' && sent === 1
        return { kind: 'json', status: isGood ? 200 : 401, body: { login: 'billing-bot', environment: 'production' } }
      })
      const ping = aPing(`${api.url}/me`, placement.in === 'json' ? { method: 'POST' } : {})
      const check = aClient({ ping, send: [placement], scope: 'invoices:read' })
      assert.deepEqual(await probe(check), ['healthy', 'success'])
      await api.close()
    })

  it('is healthy without an API to ask', async () => {
    const check = aClient({ ping: null })
    assert.deepEqual(await probe(check), ['healthy', 'token-issued'])
    assert.equal(lab.api.requests.size, 0)
  })

  const odd: [string, number, object][] = [
    ['with 201', 201, { access_token: 'opaque', token_type: 'bearer' }],
    ['with 203', 203, { access_token: 'opaque', token_type: 'bearer', scope: 'invoices:read' }],
    ['without a type', 200, { access_token: 'opaque' }],
    ['with the type as a number', 200, { access_token: 'opaque', token_type: 1 }],
    ['with its scopes as a number', 200, { access_token: 'opaque', token_type: 'bearer', scope: 7 }],
  ]
  for (const [what, status, body] of odd)
    it(`is healthy by a token ${what}, if the check declares the answer alive`, async () => {
      lab.oauth.failWith(status, JSON.stringify(body))
      const asks = { ping: null, scope: 'invoices:read' }
      assert.equal((await probe(aClient(asks)))[0], 'unrecognized')
      const answers = [{ status, when: "type(access_token) == 'string'", means: 'alive' }] as const
      assert.deepEqual(await probe(aClient(asks, { answers })), ['healthy', 'token-issued'])
      lab.oauth.failWith(status, '{"token_type":"bearer"}')
      const bare = [{ status, when: null, means: 'alive' }] as const
      assert.equal((await probe(aClient(asks, { answers: bare })))[0], 'unrecognized')
    })

  it('is healthy with an odd secret, which is escaped in the request', async () => {
    const secret = 'marked &+%=/":'
    lab.oauth.addClient({ ...billing, clientSecret: secret, login: 'billing-bot' })
    lab.prober.store('production/billing', clientSecret({ secret }))
    assert.deepEqual(await probe(), ['healthy', 'success'])
  })

  it('is under-scoped if it is granted less than the check requires', async () => {
    lab.oauth.setScopes('billing', ['other'])
    assert.deepEqual(await probe(), ['under_scoped', ...twice('success')])
    assert.deepEqual(await probe(aClient({ ping: null })), ['under_scoped', ...twice('token-issued')])
  })

  it('was granted the requested scopes if the answer names none (RFC 6749 section 5.1)', async () => {
    lab.oauth.failWith(200, '{"access_token":"opaque","token_type":"bearer"}')
    assert.deepEqual(await probe(aClient({ ping: null, scope: 'invoices:read' })), ['healthy', 'token-issued'])
    assert.equal((await probe(aClient({ ping: null, scope: 'other' })))[0], 'under_scoped')
  })

  it('is not found under-scoped if no scopes are named', async () => {
    lab.oauth.failWith(200, '{"access_token":"opaque","token_type":"bearer"}')
    assert.deepEqual(await probe(aClient({ ping: null })), ['unrecognized', 'token-issued'])
  })

  it('has the scopes of its token if the API names none', async () => {
    assert.deepEqual(await probe(aClient({}, { paths: reading({ identity: 'login', environment: 'environment' }) })), [
      'healthy',
      'success',
    ])
  })

  it('is under-scoped if the API names the missing scope', async () => {
    lab.oauth.setScopes('billing', ['other'])
    assert.deepEqual(await probe(aClient({ ping: aPing(`${lab.api.url}/invoices`) })), [
      'under_scoped',
      ...twice('insufficient-scope'),
    ])
  })

  it('has the wrong identity and environment if it belongs to another client', async () => {
    lab.prober.store('production/billing', clientSecret({ id: 'stray', secret: 'marked-7f3a9c-stray' }))
    const { verdict } = await lab.prober.probe(aClient())
    assert.equal(verdict.reason, 'wrong_identity')
    assert.deepEqual(
      verdict.findings.map(({ reason }) => reason),
      ['wrong_identity', 'wrong_environment'],
    )
  })

  it('is not invalid if the API refuses a token that was minted a second ago', async () => {
    lab.api.falseRejects(1, () => 0)
    assert.deepEqual(await probe(), ['unrecognized', 'minted-token-refused'])
  })

  it('is revoked by such a refusal if the check declares it', async () => {
    lab.api.falseRejects(1, () => 0)
    const answers = [{ status: 401, when: null, means: 'revoked' }] as const
    assert.deepEqual(await probe(aClient({}, { answers })), ['revoked', ...twice('answer-401')])
  })

  for (const token of ['one\r\ntwo', 'söß', 'Bearer marked-7f3a9c', 'x'.repeat(20_000)])
    it(`does not make the secret malformed if no header can carry its new token: ${token.slice(0, 20)}`, async () => {
      lab.oauth.failWith(200, JSON.stringify({ access_token: token, token_type: 'bearer' }))
      assert.deepEqual(await probe(), ['unrecognized', 'minted-token-not-sendable'])
    })

  it('is not invalid if a page to sign in refuses its new token', async () => {
    lab.api.failWith(401, '<html>Sign in</html>')
    assert.deepEqual(await probe(), ['unrecognized', 'unauthorized-sign-in'])
  })

  const refusals = ['{"error":"invalid_token"}', '{"message":"expired"}', '', '[]']
  for (const body of refusals)
    it(`is not invalid if the API answers 401 ${body} to its new token`, async () => {
      lab.api.failWith(401, body)
      assert.deepEqual(await probe(), ['unrecognized', 'minted-token-refused'])
    })

  const errors = [
    '{"error":"invalid_token"}',
    '{"error":{"message":"Sign in"}}',
    '{"errors":[{"message":"Unauthenticated"}]}',
    '{"ok":false}',
    '{"success":false,"data":null}',
    '{"code":401,"message":"login first"}',
    '{"status":403}',
  ]
  const readingNothing = () => aClient({}, { paths: reading({}), expect: expecting({}) })
  for (const body of errors)
    it(`is not healthy by 200 ${body} of an API of which the check reads nothing`, async () => {
      lab.api.failWith(200, body)
      assert.deepEqual(await probe(readingNothing()), ['unrecognized', 'success'])
    })

  it('is healthy by 200 of an API of which the check reads nothing, if that names no error', async () => {
    for (const body of [
      '{"error":null,"errors":[],"ok":true,"code":200}',
      '{"error":"","status":"active"}',
      '[]',
      'pong',
    ]) {
      lab.api.failWith(200, body)
      assert.deepEqual(await probe(readingNothing()), ['healthy', 'success'])
    }
  })

  it('is not rejected while the API is down, failing or busy', async () => {
    lab.api.failWith(503)
    assert.deepEqual(await probe(), ['provider_error', 'server-error'])
    lab.api.failWith(429)
    assert.deepEqual(await probe(), ['rate_limited', 'rate-limit'])
    await lab.api.down()
    assert.deepEqual(await probe(), ['unreachable', 'connection_refused'])
  })
})

describe('a client that gets no token', () => {
  it('is rejected with a wrong secret', async () => {
    lab.prober.store('production/billing', clientSecret({ secret: 'marked-7f3a9c-wrong' }))
    assert.deepEqual(await probe(), ['rejected', ...twice('invalid-client')])
  })

  it('is rejected even if the check declares the refusal alive: without a token that is not proved', async () => {
    lab.prober.store('production/billing', clientSecret({ secret: 'marked-7f3a9c-wrong' }))
    for (const means of ['alive', 'ping_forbidden'] as const) {
      const answers = [{ status: 401, when: null, means }]
      assert.deepEqual(await probe(aClient({}, { answers })), ['rejected', ...twice('invalid-client')])
    }
  })

  const declared: [number, string, string, DeclaredAnswer['means']][] = [
    [200, '{"ok":false,"error":"bad_client_secret"}', "error == 'bad_client_secret'", 'rejected'],
    [400, '{"code":"client_expired"}', "code == 'client_expired'", 'expired'],
    [403, '{"errorCode":"E_SUSPENDED"}', "errorCode == 'E_SUSPENDED'", 'suspended'],
    [404, '{"error":"unknown_realm"}', "error == 'unknown_realm'", 'wrong_target'],
    [401, '{"error":"unauthorized_client"}', "error == 'unauthorized_client'", 'rejected'],
    [500, '{"reason":"quota"}', "reason == 'quota'", 'quota_exhausted'],
  ]
  for (const [status, body, when, means] of declared)
    it(`is ${means} for ${status} ${body} where the check declares that`, async () => {
      lab.oauth.failWith(status, body)
      const check = aClient({}, { answers: [{ status, when, means }] })
      assert.equal((await probe(check))[0], means)
    })

  it('asks for no scope where the server wants one: the check is wrong, not the client', async () => {
    lab.oauth.failWith(400, '{"error":"invalid_scope"}')
    assert.deepEqual(await probe(aClient({ scope: null })), ['check_invalid', 'invalid-scope'])
  })

  it('is rejected if the server does not know it', async () => {
    lab.prober.store('production/billing', clientSecret({ id: 'nobody' }))
    assert.deepEqual(await probe(), ['rejected', ...twice('invalid-client')])
  })

  it('is healthy if its secret is replaced between two attempts', async () => {
    lab.oauth.addClient({ ...billing, clientSecret: 'marked-7f3a9c-second', login: 'billing-bot' })
    lab.prober.duringPauses(() =>
      lab.prober.store('production/billing', clientSecret({ secret: 'marked-7f3a9c-second' }), 'version-2'),
    )
    assert.deepEqual(await probe(), ['healthy', 'invalid-client', 'success'])
  })

  const answers: [number, string, readonly string[]][] = [
    [400, '{"error":"invalid_scope"}', ['under_scoped', ...twice('invalid-scope')]],
    [400, '{"error":"unauthorized_client"}', ['unrecognized', 'grant-not-allowed']],
    [401, '{"error":"unauthorized_client"}', ['unrecognized', 'grant-not-allowed']],
    [200, '{"error":"invalid_client"}', ['rejected', ...twice('invalid-client')]],
    [403, '{"error":"invalid_client"}', ['rejected', ...twice('invalid-client')]],
    [404, '{"error":"invalid_client"}', ['rejected', ...twice('invalid-client')]],
    [500, '{"error":"invalid_client"}', ['rejected', ...twice('invalid-client')]],
    [200, '{"error":"incorrect_client_credentials"}', ['rejected', ...twice('client-credentials-incorrect')]],
    [200, '{"error":"invalid_client_secret"}', ['rejected', ...twice('client-secret-invalid')]],
    [400, '{"error":"invalid_grant","error_description":"ip restricted"}', ['blocked_from_here', 'address-refused']],
    [401, '{"error":"use_dpop_nonce"}', ['unrecognized', 'more-than-a-secret']],
    [401, '{"error":"invalid_client","hint":"Your IP address is locked."}', ['blocked_from_here', 'address-refused']],
    [401, '{"details":"too many failed login attempts"}', ['rate_limited', 'rate-exceeded']],
    [403, '{"error":"invalid_client","error_description":"Account locked"}', ['unrecognized', 'account-locked']],
    ...(
      [
        ['MFA required', 'asks-a-person'],
        ['Consent required', 'asks-a-person'],
        ['Account is not fully set up', 'asks-a-person'],
        ['clock skew too great', 'another-cause'],
        ['payment required', 'another-cause'],
        ['Your subscription has expired', 'another-cause'],
        ['Unknown device: MFA required', 'asks-a-person'],
        ['clock skew, request time expired', 'another-cause'],
        ['CSRF mismatch', 'another-cause'],
        ['please enable JavaScript', 'another-cause'],
        ['your firewall blocks us', 'another-cause'],
      ] as const
    ).map(([error_description, rule]): [number, string, readonly string[]] => [
      401,
      JSON.stringify({ error: 'invalid_client', error_description }),
      ['unrecognized', rule],
    ]),
    ...[
      'Client authentication failed. Please verify your client_id and client_secret.',
      'Client secret expired. Contact billing or support.',
      'Unknown client. Create one in your free trial account.',
      'Client secret has expired, see billing',
      'Bad client credentials. Check for clock issues',
      'Wrong password. Referer header required for browsers',
    ].map((error_description): [number, string, readonly string[]] => [
      401,
      JSON.stringify({ error: 'invalid_client', error_description }),
      ['rejected', ...twice('invalid-client')],
    ]),
    [200, '{"error":"invalid_client","message":"Service Unavailable"}', ['provider_error', 'issuer-in-trouble']],
    [400, '{"error":"unsupported_grant_type"}', ['check_invalid', 'grant-not-supported']],
    [400, '{"error":"invalid_target"}', ['unrecognized', 'grant-refused']],
    [200, '{"token_type":"bearer"}', ['unrecognized', 'unlisted']],
    [200, '{"access_token":"","token_type":"bearer"}', ['unrecognized', 'unlisted']],
    [200, '{"access_token":"a","token_type":"mac"}', ['unrecognized', 'unlisted']],
    [200, '<html>', ['unrecognized', 'unlisted']],
    [302, '{}', ['redirected', 'token-redirect']],
    [404, '{}', ['wrong_target', 'no-token-endpoint']],
    [429, '{}', ['rate_limited', 'token-rate-limit']],
    [503, '{}', ['provider_error', 'token-server-error']],
  ]
  for (const [status, body, outcome] of answers)
    it(`because ${status} ${body} was answered is ${outcome[0]}`, async () => {
      lab.oauth.failWith(status, body)
      assert.deepEqual(await probe(aClient({ scope: 'invoices:read' })), outcome)
      assert.equal(lab.api.requests.size, 0)
    })

  it('is not rejected while the authorization server is down', async () => {
    await lab.oauth.down()
    assert.deepEqual(await probe(), ['unreachable', 'connection_refused'])
    assert.deepEqual(lab.prober.pausesMs, [250])
  })

  it('has a secret without its id: no request is sent', async () => {
    lab.prober.store('production/billing', '{"secret":"marked-7f3a9c"}')
    assert.deepEqual(await probe(), ['secret_malformed', 'field_missing'])
    assert.equal(lab.oauth.requests.size, 0)
  })
})

it('a token that cannot travel in a header is reported by the rule, not by its value', async () => {
  lab.oauth.failWith(200, '{"access_token":"marked 7f3a9c","token_type":"bearer"}')
  const probed = await lab.prober.probe(aClient())
  assert.doesNotMatch(JSON.stringify(probed), /marked|7f3a9c/)
  assert.equal(probed.verdict.standing, 'unknown')
})
