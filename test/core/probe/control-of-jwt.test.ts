import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { exportJWK, type JWTPayload, SignJWT } from 'jose'
import { get, jwt, oauthClientCredentials, secret } from 'tokenwatch'
import type { Check } from '../../../functions/core/model/check.ts'
import { controlOnce, lookForVacuity } from '../../../functions/core/probe/controlled.ts'
import { expandedCheck } from '../../config/reading.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, startProber } from '../../support/probing.ts'
import { openStores } from '../../support/stores.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))

const signed = (claims: JWTPayload = {}) =>
  new SignJWT({ sub: 'bot', scope: 'read', exp: 4_102_444_800, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'a' })
    .sign(privateKey)

type Options = Partial<Parameters<typeof jwt>[0]>

const ofApi = (url: string, options: Options = {}): Check =>
  expandedCheck(
    jwt({
      id: 'api',
      impact: 'None',
      every: '1h',
      secret: secret('production/ci'),
      ping: get(`${url}/me`),
      assert: ["status == 'ok'"],
      ...options,
      ...onLoopback,
    }),
  )

const ofClient = (url: string): Check =>
  expandedCheck(
    oauthClientCredentials({
      id: 'api',
      impact: 'None',
      every: '1h',
      secret: secret('production/client', { clientId: 'id', clientSecret: 'key' }),
      tokenUrl: `${url}/token`,
      scope: 'read',
      scopes: ['read'],
      ping: get(`${url}/me`),
      assert: ["status == 'ok'"],
      ...onLoopback,
    }),
  )

const ok: Behaviour = { kind: 'json', body: { status: 'ok' } }
const refused: Behaviour = { kind: 'json', status: 401, body: {} }

/** Asks once by hand, and once as the hourly control does. Returns both, and what the API was sent after the probe. */
async function controlled(
  held: string,
  checkOf: (url: string) => Check,
  isOpen: (sent: string | undefined) => boolean,
) {
  const key = { ...(await exportJWK(publicKey)), kid: 'a', alg: 'ES256' }
  const sent: (string | undefined)[] = []
  const server = await startHostileServer(({ url, headers }) => {
    const [authorization] = [headers['authorization'] ?? []].flat()
    if (url === '/keys') return { kind: 'json', body: { keys: [key] } }
    if (url === '/token') return { kind: 'json', body: { access_token: held, token_type: 'Bearer' } }
    sent.push(authorization)
    return authorization === `Bearer ${held}` || isOpen(authorization) ? ok : refused
  })
  const prober = startProber(held)
  prober.store('production/client', JSON.stringify({ id: 'billing', key: 'marked-7f3a9c-client' }))
  try {
    const check = checkOf(server.url)
    const probed = await prober.probe(check)
    const asked = sent.length
    const { probed: once } = await controlOnce(check, probed, prober.dependencies)
    const hourly = await lookForVacuity(check, Date.now(), { ...prober.dependencies, ...openStores() })
    const reached = sent.slice(asked).map((one) => (one === undefined ? 'none' : 'broken'))
    return [once.verdict.reason, ...(hourly?.findings ?? []).map(({ reason }) => reason), ...reached.toSorted()]
  } finally {
    await prober.close()
    await server.close()
  }
}

describe('the controls of a JWT that an API takes', () => {
  const ways: [string, (url: string) => Options][] = [
    ['no key', () => ({})],
    ['a key set', (url) => ({ jwks: `${url}/keys` })],
    ['a public key', () => ({ publicKey: pem })],
    ['a key set, an identity and scopes', (url) => ({ jwks: `${url}/keys`, identity: 'bot', scopes: ['read'] })],
    ['an issuer and an audience', (url) => ({ jwks: `${url}/keys`, issuer: 'acme', audience: 'api' })],
  ]
  const all = ['broken', 'broken', 'none']
  for (const [what, options] of ways) {
    const checkOf = (url: string) => ofApi(url, options(url))
    it(`find an API that takes anything, with ${what}`, async () => {
      const token = await signed({ iss: 'acme', aud: 'api' })
      assert.deepEqual(await controlled(token, checkOf, () => true), ['vacuous', 'vacuous', ...all])
    })
    it(`ask an API that reads the token, with ${what}`, async () => {
      const token = await signed({ iss: 'acme', aud: 'api' })
      assert.deepEqual(await controlled(token, checkOf, () => false), ['healthy', ...all])
    })
    it(`say nothing against an API that also answers guests, with ${what}`, async () => {
      const token = await signed({ iss: 'acme', aud: 'api' })
      assert.deepEqual(await controlled(token, checkOf, (sent) => sent === undefined), ['healthy', ...all])
    })
  }
})

describe('the control of an access token that an API takes', () => {
  it('finds an API that takes anything', async () =>
    assert.deepEqual(await controlled('minted', ofClient, () => true), ['vacuous', 'vacuous', 'none', 'none']))
  it('sends nothing but a request without it to an API that reads it', async () =>
    assert.deepEqual(await controlled('minted', ofClient, () => false), ['healthy', 'none', 'none']))
})
