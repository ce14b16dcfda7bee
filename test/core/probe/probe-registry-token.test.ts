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
const opened: Behaviour = { kind: 'json', body: {} }
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
