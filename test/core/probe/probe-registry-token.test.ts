import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Behaviour } from '../../support/hostile-server.ts'
import { shownProbe } from '../../support/probing.ts'
import { type RegistryOptions, withRegistry } from '../../support/registry.ts'

const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
const jwt = (claims: object) => `${part({ alg: 'none' })}.${part({ iss: 'acme', ...claims })}.`
const gives = (token: string): Behaviour => ({ kind: 'json', body: { token } })
const pull = (name: string) => [{ type: 'repository', name, actions: ['pull'] }]

const refusal = (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Behaviour => ({
  kind: 'json',
  status,
  body,
  headers,
})
const lacking = refusal(
  401,
  { errors: [{ code: 'UNAUTHORIZED' }] },
  { 'www-authenticate': 'Bearer realm="https://x/",error="insufficient_scope"' },
)
const lackingInCapitals = refusal(
  401,
  {},
  { 'www-authenticate': 'BEARER REALM="https://x/",ERROR="INSUFFICIENT_SCOPE"' },
)
const opened: Behaviour = { kind: 'json', body: {} }
const text: Behaviour = { kind: 'answer', status: 200, headers: { 'content-type': 'text/plain' }, body: 'maintenance' }
const opensOnly = (good: string, otherwise: Behaviour) => (token: string) => (token === good ? opened : otherwise)

type Case = readonly [registry: string, options: RegistryOptions, outcome: readonly string[]]

const harbor = jwt({ access: [] })

const cases: readonly Case[] = [
  [
    'gives no token to a stranger, and takes that of the credential',
    { token: gives('opaque-own') },
    ['healthy', 'token'],
  ],
  [
    'names the user in the token, and nobody in that of a stranger (Docker Hub)',
    { token: gives(jwt({ sub: 'ci' })), stranger: gives(jwt({ sub: '' })) },
    ['healthy', 'token'],
  ],
  [
    "does not take a stranger's token",
    { token: gives('opaque-own'), stranger: gives('opaque-other'), opens: opensOnly('opaque-own', refusal(401)) },
    ['healthy', 'token'],
  ],
  [
    'lets the token of the credential alone pull the repository',
    {
      token: gives(jwt({ access: pull('acme/app') })),
      stranger: gives(jwt({ access: [] })),
      repository: 'acme/app',
    },
    ['healthy', 'token'],
  ],
  [
    'serves a stranger just as well, with opaque tokens',
    { token: gives('opaque-own'), stranger: gives('opaque-other') },
    ['unrecognized', 'anonymous-token-passes'],
  ],
  [
    'serves a stranger just as well from a public repository (Harbor)',
    {
      token: gives(jwt({ access: pull('library/nginx') })),
      stranger: gives(jwt({ access: pull('library/nginx') })),
      repository: 'library/nginx',
    },
    ['unrecognized', 'anonymous-token-passes'],
  ],
  [
    'hands an anonymous token to a wrong password, and refuses it (Harbor)',
    { token: gives(harbor), stranger: gives(harbor), opens: () => refusal(401) },
    ['unrecognized', 'minted-token-refused'],
  ],
  [
    'hands a token without a subject to a wrong password, and refuses it (specification)',
    { token: gives(jwt({ sub: '' })), stranger: gives(jwt({ sub: '' })), opens: () => refusal(401) },
    ['rejected', 'token-anonymous', 'token-anonymous'],
  ],
  [
    'refuses a token that it gave a second ago',
    { token: gives(jwt({ sub: 'ci' })), opens: () => refusal(401) },
    ['unrecognized', 'minted-token-refused'],
  ],
  [
    'lets the user in and keeps the repository from it',
    { token: gives(jwt({ sub: 'ci' })), opens: () => lacking, repository: 'acme/app' },
    ['under_scoped', 'repository-refused', 'repository-refused'],
  ],
  [
    'lets the user in and keeps the repository from it, in capitals',
    { token: gives(jwt({ sub: 'ci' })), opens: () => lackingInCapitals, repository: 'acme/app' },
    ['under_scoped', 'repository-refused', 'repository-refused'],
  ],
  [
    'denies the repository to the user by the code of the specification',
    {
      token: gives(jwt({ sub: 'ci' })),
      stranger: gives(jwt({ sub: '' })),
      opens: () => refusal(403, { errors: [{ code: 'DENIED' }] }),
      repository: 'acme/app',
    },
    ['under_scoped', 'repository-refused', 'repository-refused'],
  ],
  [
    'keeps the repository from a user that may be a stranger',
    { token: gives('opaque-own'), stranger: gives('opaque-other'), opens: () => lacking, repository: 'acme/app' },
    ['unrecognized', 'minted-token-refused'],
  ],
  [
    'does not tell what it gives a stranger',
    { token: gives('opaque-own'), stranger: refusal(503) },
    ['unrecognized', 'stranger-unanswered'],
  ],
  [
    'gives everybody a token with a subject of its own making',
    { token: gives(jwt({ sub: 'anonymous-1' })), stranger: gives(jwt({ sub: 'anonymous-2' })) },
    ['unrecognized', 'anonymous-token-passes'],
  ],
  [
    'names the user in the token, and strangers by a name of their own',
    { token: gives(jwt({ sub: 'CI' })), stranger: gives(jwt({ sub: 'anonymous' })) },
    ['healthy', 'token'],
  ],
  [
    'gives the token of a stranger to a wrong password, and nothing to no password',
    { token: gives(jwt({ sub: '' })) },
    ['unrecognized', 'token-anonymous'],
  ],
  [
    'answers a token with 200 and a refusal',
    { token: gives(jwt({ sub: 'ci' })), opens: () => refusal(200, { errors: [{ code: 'UNAUTHORIZED' }] }) },
    ['unrecognized', 'error-with-200'],
  ],
  [
    'answers a token with 200 and a denial of the repository',
    {
      token: gives(jwt({ sub: 'ci' })),
      opens: () => refusal(200, { errors: [{ code: 'DENIED' }] }),
      repository: 'acme/app',
    },
    ['unrecognized', 'error-with-200'],
  ],
  [
    'answers a request for tags with 200 and no tags',
    { token: gives(jwt({ sub: 'ci' })), opens: () => refusal(200, {}), repository: 'acme/app' },
    ['unrecognized', 'not-the-registry'],
  ],
  [
    'answers a request for tags with a text',
    { token: gives(jwt({ sub: 'ci' })), opens: () => text, repository: 'acme/app' },
    ['unrecognized', 'not-the-registry'],
  ],
  [
    'answers a token with a text',
    { token: gives(jwt({ sub: 'ci' })), opens: () => text },
    ['unrecognized', 'not-the-registry'],
  ],
  [
    'answers a token with nothing but 200',
    { token: gives(jwt({ sub: 'ci' })), opens: () => ({ kind: 'answer', status: 200, headers: {}, body: '' }) },
    ['healthy', 'token'],
  ],
  [
    'names a subject and has no such repository',
    {
      token: gives(jwt({ sub: 'ci' })),
      opens: () => refusal(404, { errors: [{ code: 'NAME_UNKNOWN' }] }),
      repository: 'acme/gone',
    },
    ['unrecognized', 'minted-token-refused'],
  ],
  [
    'grants the access of another repository to the credential alone',
    {
      token: gives(jwt({ access: pull('acme/other') })),
      stranger: gives(jwt({ access: [] })),
      repository: 'acme/app',
    },
    ['unrecognized', 'anonymous-token-passes'],
  ],
  [
    'grants the catalogue to everybody, in lists of its own',
    {
      token: gives(jwt({ access: [{ type: 'registry', name: 'acme/app', actions: ['pull'] }] })),
      stranger: gives(jwt({ access: [] })),
      repository: 'acme/app',
    },
    ['unrecognized', 'anonymous-token-passes'],
  ],
  [
    'locks everybody out after the failures of others',
    { token: refusal(401, { details: 'too many failed login attempts for username or IP address' }) },
    ['rate_limited', 'too-many-requests'],
  ],
  [
    'refuses a scope by the code of a permission',
    { token: refusal(401, { errors: [{ code: 'DENIED' }] }), repository: 'acme/app' },
    ['unrecognized', 'denied'],
  ],
  [
    'has too many requests, with 200',
    { token: refusal(200, { errors: [{ code: 'TOOMANYREQUESTS' }] }) },
    ['rate_limited', 'too-many-requests'],
  ],
  [
    'refuses the password with 200',
    { token: refusal(200, { errors: [{ code: 'UNAUTHORIZED' }] }) },
    ['unrecognized', 'error-with-200'],
  ],
  [
    'is busy when it sees the token',
    { token: gives('own'), opens: () => refusal(429) },
    ['rate_limited', 'rate-limit'],
  ],
  [
    'sends the token to a login',
    { token: gives('own'), opens: () => refusal(302, '', { location: 'https://login.acme.example/' }) },
    ['redirected', 'redirect'],
  ],
  ['gives a token that no header can carry', { token: gives('CANARY token') }, ['unrecognized', 'no-token']],
  [
    'gives a 403 for any reason',
    { token: refusal(403, { message: 'Forbidden' }) },
    ['unrecognized', 'forbidden-undocumented'],
  ],
]

describe('the token of a container registry', () => {
  for (const [registry, options, outcome] of cases)
    it(`that ${registry} makes the check ${outcome[0]}`, () =>
      withRegistry(options, async ({ prober, check }) => {
        const probed = await prober.probe(check)
        assert.deepEqual(shownProbe(probed), outcome)
        assert.doesNotMatch(JSON.stringify(probed), /CANARY|opaque-/)
      }))

  it('is taken to the tags of the repository that the check names', () =>
    withRegistry({ token: gives('own'), repository: 'acme/app' }, async ({ server, prober, check }) => {
      await prober.probe(check)
      assert.deepEqual(
        server.requests.map(({ url, headers }) => [url, String(headers['authorization']).split(' ')[0]]),
        [
          ['/v2/', 'undefined'],
          ['/token?service=registry.acme.example&scope=repository%3Aacme%2Fapp%3Apull', 'Basic'],
          ['/v2/acme/app/tags/list?n=1', 'Bearer'],
          ['/token?service=registry.acme.example&scope=repository%3Aacme%2Fapp%3Apull', 'undefined'],
        ],
      )
    }))

  it('means what the check declares of the registry', () =>
    withRegistry({ token: gives('own'), opens: () => refusal(403) }, async ({ prober, check }) => {
      const answers = [{ status: 403, when: null, means: 'blocked_from_here' }] as const
      assert.deepEqual(shownProbe(await prober.probe({ ...check, answers })), ['blocked_from_here', 'answer-403'])
    }))

  const passing = ['alive', 'ping_forbidden'] as const
  for (const means of passing)
    it(`that serves strangers proves nothing where the check declares its answer ${means}`, () =>
      withRegistry({ token: gives('own'), stranger: gives('other') }, async ({ prober, check }) => {
        const answers = [{ status: 200, when: null, means }]
        assert.deepEqual(shownProbe(await prober.probe({ ...check, answers })), [
          'unrecognized',
          'anonymous-token-passes',
        ])
      }))

  it('that passes means nothing if the registry behind a password answers with an error', () =>
    withRegistry(
      {
        token: {
          kind: 'json',
          headers: { 'docker-distribution-api-version': 'registry/2.0' },
          body: { errors: [{ code: 'UNAUTHORIZED' }] },
        },
        challenge: () => 'Basic realm="Registry"',
      },
      async ({ prober, check }) => {
        assert.deepEqual(shownProbe(await prober.probe(check)), ['unrecognized', 'error-with-200'])
      },
    ))
})

describe('the host that gives out tokens', () => {
  it('may be named with its port', async () => {
    const realm = 'Bearer realm="http://localhost:1/token",service="x"'
    const codes = async (tokenHost: string) => {
      let found: readonly string[] = []
      await withRegistry({ token: gives('own'), challenge: () => realm, tokenHost }, async ({ prober, check }) => {
        found = shownProbe(await prober.probe(check))
      })
      return found
    }
    assert.deepEqual(await codes('localhost:1'), ['unreachable', 'connection_refused'])
    assert.deepEqual(await codes('localhost:2'), ['host_not_allowed', 'realm_elsewhere'])
  })
})

it('a registry that sends strangers to a login is redirected', () =>
  withRegistry({ token: gives('own') }, async ({ server, prober, check }) => {
    server.become({ kind: 'json', status: 302, headers: { location: 'https://login.acme.example/' }, body: {} })
    assert.deepEqual(shownProbe(await prober.probe(check)), ['redirected', 'redirect'])
  }))
