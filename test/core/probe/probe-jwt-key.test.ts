import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { SignJWT } from 'jose'
import type { JwtKey } from '../../../functions/core/model/question.ts'
import { aCheck, aPing, aSecret, bearerInHeader } from '../../support/check.ts'
import { startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, type Prober, shownProbe, startProber } from '../../support/probing.ts'

const pemOf = (key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }) =>
  String(key.export({ type: 'spki', format: 'pem' }))

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')

const sharedText = 'CANARY-shared-secret-of-thirty-two-bytes'
const bytes = (text: string) => new TextEncoder().encode(text)
const shared: JwtKey = {
  kind: 'shared',
  secret: aSecret({ token: null }, { source: { from: 'secrets-manager', id: 'production/signing' } }),
}
const publicKey = (key: Parameters<typeof pemOf>[0]): JwtKey => ({ kind: 'public', pem: pemOf(key) })

type SigningKey = Parameters<SignJWT['sign']>[0]
const signed = (alg: string, key: SigningKey, seconds = 90 * 86_400) =>
  new SignJWT({ sub: 'bot' })
    .setProtectedHeader({ alg })
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds)
    .sign(key)

/** A token that passes the PEM of a public key off as a shared secret. */
function confused(): string {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const text = `${part({ alg: 'HS256' })}.${part({ sub: 'bot', exp: Math.floor(Date.now() / 1_000) + 86_400 })}`
  return `${text}.${createHmac('sha256', pemOf(rsa.publicKey)).update(text).digest('base64url')}`
}

async function judged(token: string, key: JwtKey, prepare: (prober: Prober) => void = () => undefined) {
  const prober = startProber(token)
  prober.store('production/signing', sharedText)
  prepare(prober)
  try {
    const question = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, key, ping: null, send: [] } as const
    const probed = await prober.probe(aCheck({ profile: 'jwt', question, ...onLoopback }))
    assert.doesNotMatch(JSON.stringify(probed), /CANARY/)
    return { found: shownProbe(probed), wanted: prober.wanted }
  } finally {
    await prober.close()
  }
}

const wrong = ['rejected', 'signature-wrong', 'signature-wrong']
const unclear = ['unrecognized', 'not-verifiable']
const cases: readonly (readonly [
  token: string,
  token: () => Promise<string>,
  key: JwtKey,
  outcome: readonly string[],
])[] = [
  ['by the RSA key', () => signed('RS256', rsa.privateKey), publicKey(rsa.publicKey), ['healthy', 'signature']],
  [
    'by the RSA key with PSS',
    () => signed('PS384', rsa.privateKey),
    publicKey(rsa.publicKey),
    ['healthy', 'signature'],
  ],
  ['by the EC key', () => signed('ES256', ec.privateKey), publicKey(ec.publicKey), ['healthy', 'signature']],
  ['by the Ed25519 key', () => signed('EdDSA', ed.privateKey), publicKey(ed.publicKey), ['healthy', 'signature']],
  ['by another RSA key', () => signed('RS256', otherRsa.privateKey), publicKey(rsa.publicKey), wrong],
  ['by a key of another kind', () => signed('ES256', ec.privateKey), publicKey(rsa.publicKey), unclear],
  ['by the text of the public key', async () => confused(), publicKey(rsa.publicKey), unclear],
  ['by the shared secret', () => signed('HS256', bytes(sharedText)), shared, ['healthy', 'signature']],
  ['by another shared secret', () => signed('HS256', bytes('another-shared-secret-of-32-bytes')), shared, wrong],
  ['by an RSA key where a secret is shared', () => signed('RS256', rsa.privateKey), shared, unclear],
]

describe('the signature of a JWT that is signed', () => {
  for (const [how, token, key, outcome] of cases)
    it(`${how} makes the check ${outcome[0]}`, async () =>
      assert.deepEqual((await judged(await token(), key)).found, outcome))

  it('by a shared secret that cannot be read is secret_denied', async () => {
    const token = await signed('HS256', bytes(sharedText))
    const lose = (prober: Prober) =>
      prober.lose('production/signing', { reason: 'secret_denied', code: 'AccessDeniedException' })
    assert.deepEqual((await judged(token, shared, lose)).found, ['secret_denied', 'AccessDeniedException'])
  })

  it('is judged wrong only after both secrets were read again', async () => {
    const { wanted } = await judged(await signed('HS256', bytes('another-shared-secret-of-32-bytes')), shared)
    assert.deepEqual(
      wanted.map(({ fresh }) => fresh === true),
      [false, false, true, true],
    )
  })
})

it('a JWT with a wrong signature is never shown to its API', async () => {
  const api = await startHostileServer({ kind: 'json', body: {} })
  const prober = startProber(await signed('RS256', otherRsa.privateKey))
  const question = {
    kind: 'jwt',
    issuer: null,
    audience: null,
    jwksUrl: null,
    key: publicKey(rsa.publicKey),
    ping: aPing(api.url),
    send: [bearerInHeader],
  } as const
  assert.deepEqual(shownProbe(await prober.probe(aCheck({ profile: 'jwt', question, ...onLoopback }))), wrong)
  assert.equal(api.connections(), 0)
  await prober.close()
  await api.close()
})
