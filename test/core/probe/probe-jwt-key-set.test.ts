import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { aCheck } from '../../support/check.ts'
import { type Behaviour, startHostileServer } from '../../support/hostile-server.ts'
import { onLoopback, shownProbe, startProber } from '../../support/probing.ts'

const [signing, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')])
const elliptic = await generateKeyPair('ES256')
const jwkOf = async (key: CryptoKey, more: object) => ({ ...(await exportJWK(key)), ...more })
const own = (more: object = { kid: 'one' }) => jwkOf(signing.publicKey, more)
const foreign = (more: object = { kid: 'two' }) => jwkOf(other.publicKey, more)

const now = () => Math.floor(Date.now() / 1_000)

function signed(header: { readonly kid?: string } = { kid: 'one' }, iat: number | null = now() - 7_200) {
  const jwt = new SignJWT({ sub: 'bot' })
    .setProtectedHeader({ alg: 'RS256', ...header })
    .setExpirationTime(now() + 90 * 86_400)
  return (iat === null ? jwt : jwt.setIssuedAt(iat)).sign(signing.privateKey)
}

async function judged(keys: readonly unknown[], token: string, headers: Readonly<Record<string, string>> = {}) {
  const answer: Behaviour = { kind: 'json', headers, body: { keys } }
  const server = await startHostileServer(answer)
  const prober = startProber(token)
  try {
    const question = { kind: 'jwt', issuer: null, audience: null, jwksUrl: server.url, ping: null, send: [] } as const
    const found = shownProbe(await prober.probe(aCheck({ profile: 'jwt', question, ...onLoopback })))
    return { found, asked: server.requests }
  } finally {
    await prober.close()
    await server.close()
  }
}

const cases: readonly (readonly [set: string, keys: () => Promise<readonly unknown[]>, outcome: readonly string[]])[] =
  [
    ['is empty', async () => [], ['unrecognized', 'key-set-without-keys']],
    [
      'holds encryption keys alone',
      async () => [await own({ kid: 'one', use: 'enc' }), await foreign({ kid: 'two', use: 'enc' })],
      ['unrecognized', 'key-set-without-keys'],
    ],
    [
      'holds keys that only wrap others',
      async () => [await foreign({ kid: 'two', key_ops: ['wrapKey'] })],
      ['unrecognized', 'key-set-without-keys'],
    ],
    [
      'holds keys for another algorithm alone',
      async () => [await jwkOf(elliptic.publicKey, { kid: 'curve' })],
      ['unrecognized', 'key-set-without-keys'],
    ],
    ['holds entries that are no keys', async () => [{}, { kid: 'one' }], ['unrecognized', 'key-set-without-keys']],
    [
      "has the token's key for encryption",
      async () => [await own({ kid: 'one', alg: 'RSA-OAEP-256' }), await foreign()],
      ['unrecognized', 'key-of-another-use'],
    ],
    ['has no names, and another key', async () => [await foreign({})], ['unrecognized', 'key-set-without-names']],
    ['has no names, and the key', async () => [await foreign({}), await own({})], ['healthy', 'key-set']],
    ['has two keys of one name', async () => [await foreign({ kid: 'one' }), await own()], ['healthy', 'key-set']],
    ['names another key alone', async () => [await foreign()], ['rejected', 'no-matching-key', 'no-matching-key']],
    [
      'has another key under the same name',
      async () => [await foreign({ kid: 'one' })],
      ['rejected', 'signature-wrong', 'signature-wrong'],
    ],
  ]
for (const [set, keys, outcome] of cases)
  it(`a JWT whose issuer's key set ${set} is ${outcome[0]}`, async () => {
    assert.deepEqual((await judged(await keys(), await signed())).found, outcome)
  })

it('a JWT without the name of its key is not called bad by a set that holds another one', async () => {
  assert.deepEqual((await judged([await foreign()], await signed({}))).found, ['unrecognized', 'kid-missing'])
})

it('a missing key is looked for twice, past every cache', async () => {
  const { asked } = await judged([await foreign()], await signed())
  assert.deepEqual(
    asked.map(({ headers }) => headers['cache-control']),
    ['no-cache', 'no-cache'],
  )
})

const ages: readonly (readonly [age: string, iat: number | null, reason: string])[] = [
  ['0', now(), 'rejected'],
  ['600', now() - 7_200, 'rejected'],
  ['7200', now() - 3_600, 'unrecognized'],
  ['60', now(), 'unrecognized'],
  ['60', null, 'unrecognized'],
  ['soon', now() - 7_200, 'unrecognized'],
]
for (const [age, iat, reason] of ages)
  it(`a key that a cache of age ${age} lacks makes a JWT issued at ${iat === null ? 'no time' : iat - now()} ${reason}`, async () => {
    for (const key of [await foreign(), await foreign({ kid: 'one' })])
      assert.equal((await judged([key], await signed({ kid: 'one' }, iat), { age })).found[0], reason)
  })
