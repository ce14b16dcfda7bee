import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expandConfig } from '../../../functions/config/expand.ts'
import { declared, http, secret } from '../../../functions/config.ts'
import type { Check } from '../../../functions/core/model/check.ts'
import { makeCertificates } from '../../support/certificates.ts'
import { aCheck, aPing, aSecret, bearerInHeader } from '../../support/check.ts'
import { type Behaviour, type Script, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'
import { withRegistry } from '../../support/registry.ts'

/** Judgement of a check of one server, and the requests that the server received. */
async function judged(script: Script, question: (url: string) => Partial<Check>, value = 'marked-7f3a9c-token') {
  const server = await startHostileServer(script)
  const prober = startProber(value)
  prober.store('production/client', JSON.stringify({ id: 'watcher', secret: 'marked-7f3a9c-client' }))
  try {
    const probed = await prober.probe(aCheck({ ...onLoopback, ...question(server.url) }))
    return { shown: shownProbe(probed), bodies: server.requests.map(({ body }) => body) }
  } finally {
    await prober.close()
    await server.close()
  }
}

const json = (status: number, body: unknown): Behaviour => ({ kind: 'json', status, body })
const client = aSecret(
  { clientId: 'id', clientSecret: 'secret' },
  { source: { from: 'secrets-manager', id: 'production/client' } },
)

const introspecting = (url: string): Partial<Check> => ({
  profile: 'oauth-introspection',
  question: {
    kind: 'introspection',
    introspectionUrl: url,
    authentication: 'client_secret_basic',
    client,
    tokenType: 'refresh_token',
  },
})

describe('OAuth 2.0 token introspection', () => {
  it('an inactive token is answered with 200', async () => {
    const { shown } = await judged(json(200, { active: false }), introspecting)
    assert.deepEqual(shown, ['rejected', 'inactive', 'inactive'])
  })

  it('a refusal of the asking client says nothing about the token', async () => {
    const { shown } = await judged(json(401, { error: 'invalid_client' }), introspecting)
    assert.deepEqual(shown, ['check_invalid', 'introspecting-client-refused'])
  })

  it('Tokenwatch introspects a refresh token and never spends it', async () => {
    const { bodies } = await judged(json(200, { active: true }), introspecting, 'marked-refresh')
    assert.deepEqual(bodies, ['token_type_hint=refresh_token&token=marked-refresh'])
  })
})

describe('OAuth 2.0 client credentials', () => {
  const minting = (url: string): Partial<Check> => ({
    profile: 'oauth-client-credentials',
    question: {
      kind: 'client_credentials',
      tokenUrl: url,
      scope: null,
      audience: null,
      authentication: 'client_secret_basic',
      ping: null,
    },
    secret: aSecret({ clientId: 'id', clientSecret: 'secret' }),
  })
  const pair = JSON.stringify({ id: 'billing', secret: 'marked-7f3a9c-client' })

  it('a server may refuse a client with any status, 200 included', async () => {
    for (const status of [200, 400, 401, 403, 404, 500]) {
      const { shown } = await judged(json(status, { error: 'invalid_client' }), minting, pair)
      assert.deepEqual(shown, ['rejected', 'invalid-client', 'invalid-client'])
    }
  })

  it('some servers do not undo the escapes of RFC 6749', async () => {
    const sent: string[] = []
    const script: Script = ({ headers }) => {
      sent.push(Buffer.from(String(headers['authorization']).slice('Basic '.length), 'base64').toString())
      return json(200, { access_token: 'opaque', token_type: 'bearer', scope: 'a' })
    }
    await judged(script, minting, JSON.stringify({ id: '0f8f-4c_d.e', secret: 'mdb_sa_sk-1' }))
    assert.deepEqual(sent, ['0f8f-4c_d.e:mdb_sa_sk-1'])
  })
})

describe('JSON Web Token', () => {
  const key = new TextEncoder().encode('a-key-of-thirty-two-bytes-or-more-')
  const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600
  const signed = () =>
    new SignJWT({ sub: 'bot' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(inAnHour()).sign(key)

  it('an expiry in the future does not prove that a token works', async () => {
    const asking = (url: string): Partial<Check> => ({
      profile: 'jwt',
      question: { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: aPing(url), send: [bearerInHeader] },
    })
    const { shown } = await judged(json(401, {}), asking, await signed())
    assert.deepEqual(shown, ['rejected', 'unauthorized', 'unauthorized'])
  })

  it('a token that names no key is not called valid if several keys fit', async () => {
    const [one, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
    const keys = await Promise.all([exportJWK(one.publicKey), exportJWK(other.publicKey)])
    const token = new SignJWT({ sub: 'bot' }).setProtectedHeader({ alg: 'RS256' }).setExpirationTime(inAnHour())
    const checking = (url: string): Partial<Check> => ({
      profile: 'jwt',
      question: { kind: 'jwt', issuer: null, audience: null, jwksUrl: url, ping: null, send: [] },
    })
    const { shown } = await judged(json(200, { keys }), checking, await token.sign(one.privateKey))
    assert.deepEqual(shown, ['unrecognized', 'kid-missing'])
  })
})

describe('an API that a check describes itself', () => {
  const problemsOf = (check: unknown) => {
    const expansion = expandConfig({ name: 'acme', environments: { production: {} }, checks: [check] })
    return expansion.ok ? [] : expansion.problems.map(({ field }) => field)
  }
  const said = { id: 'wiki', secret: secret('wiki'), impact: 'Docs stop' }

  it('a status alone proves nothing, so a check says what the answer contains, or a broken credential is sent beside it', () => {
    const ping = { method: 'GET', url: 'https://wiki.acme.example/me' } as const
    assert.deepEqual(problemsOf(http({ ...said, ping, controls: false })), ['assert'])
    assert.deepEqual(problemsOf(http({ ...said, ping })), [])
    assert.deepEqual(problemsOf(http({ ...said, ping, assert: ["login == 'bot'"] })), [])
  })

  it('a token that must not be pinged is watched by its declared dates alone', async () => {
    assert.deepEqual(problemsOf(declared({ ...said, expires: '2027-03-01' })), [])
    const { bodies, shown } = await judged(json(200, {}), () => ({
      profile: 'declared',
      question: { kind: 'declared' },
    }))
    assert.deepEqual([bodies, shown[0]], [[], 'unproved'])
  })
})

it('a certificate with the key of another certificate is malformed', async () => {
  const { valid, expired } = await makeCertificates()
  const prober = startProber(JSON.stringify({ certificate: valid.cert, privateKey: expired.key }))
  const secret = { ...aSecret({ certificate: 'certificate', privateKey: 'privateKey' }), trimNewline: true }
  const check = aCheck({ profile: 'client-certificate', question: { kind: 'certificate' }, secret })
  assert.deepEqual(shownProbe(await prober.probe(check)), ['secret_malformed', 'key_of_another_certificate'])
  await prober.close()
})

it('the challenge of a registry does not decide where Tokenwatch sends the password', async () => {
  const thief = await startHostileServer({ kind: 'json', body: { token: 'thanks' } })
  const challenge = () => `Bearer realm="${thief.url}/token",service="registry"`
  await withRegistry({ token: { kind: 'json', body: {} }, challenge }, async ({ prober, check }) => {
    assert.deepEqual(shownProbe(await prober.probe(check)), ['host_not_allowed', 'realm_elsewhere'])
  })
  assert.equal(thief.connections(), 0)
  await thief.close()
})

it('a registry may issue a token to anybody, which does not prove the password', async () => {
  const token = { kind: 'json', body: { token: 'opaque' } } as const
  await withRegistry({ token, stranger: token }, async ({ prober, check }) => {
    assert.deepEqual(shownProbe(await prober.probe(check)), ['unrecognized', 'anonymous-token-passes'])
  })
})
