import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { SignJWT } from 'jose'
import type { Question } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, aSecret, bearerInHeader } from '../../support/check.ts'
import { type HostileServer, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, type Prober, startProber } from '../../support/probing.ts'

type Asks = Partial<Extract<Question, { kind: 'jwt' }>>

const now = Math.floor(Date.now() / 1_000)
const signingKey = 'a-shared-secret-of-thirty-two-bytes'
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' }

/** The ways in which a check verifies a signature. */
const verifications: Readonly<Record<string, (url: string) => Asks>> = {
  'by claims alone': () => ({}),
  'with a shared key': () => ({
    key: {
      kind: 'shared',
      secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/signing' } }),
    },
  }),
  'with a public key': () => ({
    key: { kind: 'public', pem: String(publicKey.export({ type: 'spki', format: 'pem' })) },
  }),
  'with a key set': (url) => ({ jwksUrl: `${url}/jwks` }),
}

/** Dates of which none proves that the token has ended, with the reasons by the answers 200 and 401 of the API. */
const dates: readonly (readonly [what: string, claims: object, accepted: string, refused: string])[] = [
  ['an end before its beginning', { exp: now + 3_600, nbf: now + 86_400 }, 'expiring', 'rejected'],
  ['an end that passed before its beginning', { exp: now - 9_000, nbf: now + 86_400 }, 'expiry_unreadable', 'expired'],
  ['an end before the second in which it was issued', { exp: now - 9_000, iat: now }, 'expiry_unreadable', 'expired'],
  ['an end long before both', { exp: now - 9e6, iat: now, nbf: now }, 'expiry_unreadable', 'expired'],
  ['an end before a beginning in milliseconds', { exp: now - 9_000, nbf: now * 1_000 }, 'expiry_unreadable', 'expired'],
  ['a lifetime where the end belongs', { exp: 3_600 }, 'expiry_unreadable', 'rejected'],
  ['0', { exp: 0 }, 'expiry_unreadable', 'rejected'],
  ['true', { exp: true }, 'expiry_unreadable', 'rejected'],
  ['an end in words', { exp: '2027-03-01T10:00:00Z' }, 'expiry_unreadable', 'rejected'],
  ['a second of issue in words', { exp: now + 9e6, iat: 'today' }, 'healthy', 'rejected'],
  ['a beginning in words', { exp: now + 9e6, nbf: 'today' }, 'healthy', 'rejected'],
]

let prober: Prober
let server: HostileServer
let status = 200
before(async () => {
  prober = startProber()
  prober.store('production/signing', signingKey)
  server = await startHostileServer(({ url }) => ({
    kind: 'json',
    status: url === '/jwks' ? 200 : status,
    body: url === '/jwks' ? { keys: [jwk] } : {},
  }))
})
after(async () => {
  await server.close()
  await prober.close()
})

async function judged(claims: object, asks: Asks, key: Parameters<SignJWT['sign']>[0]) {
  const alg = key instanceof Uint8Array ? 'HS256' : 'ES256'
  prober.store('production/ci', await new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: 'one' }).sign(key))
  const question = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [], ...asks } as const
  const { verdict } = await prober.probe(aCheck({ profile: 'jwt', question, ...onLoopback }))
  return [verdict.standing, verdict.reason]
}

const keyFor = (how: string) => (how === 'with a shared key' ? Buffer.from(signingKey) : privateKey)
const pinged = (): Asks => ({ ping: aPing(`${server.url}/me`), send: [bearerInHeader] })

describe('the dates of a JWT that prove no end', () => {
  for (const [what, claims, accepted, refused] of dates)
    for (const [how, verifying] of Object.entries(verifications))
      it(`are left to the API: ${what}, ${how}`, async () => {
        const asks = { ...verifying(server.url), ...pinged() }
        status = 200
        assert.deepEqual(await judged(claims, asks, keyFor(how)), ['valid', accepted])
        status = 401
        assert.deepEqual(await judged(claims, asks, keyFor(how)), ['invalid', refused])
      })

  for (const [what, claims, , refused] of dates)
    it(`hide no wrong signature: ${what}`, async () => {
      status = 200
      for (const how of ['with a public key', 'with a key set'])
        assert.deepEqual(
          await judged(claims, { ...verifications[how]?.(server.url), ...pinged() }, otherKey),
          ['invalid', refused],
          how,
        )
    })
})

describe('an end that cannot be read, of a JWT that no API is asked about', () => {
  const unread = [{ exp: 3_600 }, { exp: 0 }, { exp: true }, { exp: null }, { exp: '2027-03-01T10:00:00Z' }]
  for (const claims of unread)
    for (const [how, verifying] of Object.entries(verifications))
      it(`proves neither life nor death: ${JSON.stringify(claims)}, ${how}`, async () =>
        assert.deepEqual(await judged(claims, verifying(server.url), keyFor(how)), ['unknown', 'expiry_unreadable']))
})
