import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { EmbeddedJWK, exportJWK, generateKeyPair, importJWK, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose'
import { forgedKinds, forgedTokens } from '../../chaos/intruder/forged-tokens.ts'
import { type IntruderReport, referencesOf, startIntruder } from '../../chaos/intruder/intruder.ts'
import { objectIn } from '../../chaos/token/jwt.ts'
import { portOf } from '../../local/loopback.ts'
import { until } from '../local/oauth/until.ts'

const open = new AsyncDisposableStack()
after(() => open.disposeAsync())

/** Starts an API that answers by what it thinks of a token. */
async function apiThat(accepts: (token: string | null) => boolean | Promise<boolean>, no = 401): Promise<string> {
  const serve: RequestListener = async (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
    const isIn = await accepts(token)
    response.writeHead(isIn ? 200 : no, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isIn ? { invoices: [] } : { ok: false, error: 'invalid_token' }))
  }
  const server = createServer((request, response) => void serve(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  open.defer(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${portOf(server)}`
}

/** Intruder until each kind of token has been answered. */
async function intruderAt(url: string, sample: string | undefined): Promise<IntruderReport> {
  const asked = { url, sample: () => sample }
  const intruder = startIntruder(asked, await referencesOf(asked))
  await until(() => intruder.report().answered >= forgedTokens(sample).length, 60_000)
  return intruder.stop()
}

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
const tokens = new Map<
  string,
  { readonly token: string; readonly verify: (token: string, options: JWTVerifyOptions) => Promise<boolean> }
>()
before(async () => {
  for (const alg of algorithms) {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    const key = await importJWK({ ...(await exportJWK(publicKey)), alg })
    const token = await new SignJWT({ scope: 'read' })
      .setProtectedHeader({ alg, kid: 'one' })
      .setAudience('api')
      .setExpirationTime('1h')
      .sign(privateKey)
    const verify = (one: string, options: JWTVerifyOptions) =>
      jwtVerify(one, key, options).then(
        () => true,
        () => false,
      )
    tokens.set(alg, { token, verify })
  }
})

const sampleOf = (alg: string) => tokens.get(alg) ?? assert.fail(alg)
const claimsOf = (token: string) => objectIn(token.split('.')[1] ?? '')

describe('an intruder at an API', { timeout: 60_000 }, () => {
  for (const alg of algorithms)
    it(`are all refused by one that verifies ${alg}, and their tokens are well-formed`, async () => {
      const { token, verify } = sampleOf(alg)
      const url = await apiThat(async (given) => given !== null && (await verify(given, { audience: 'api' })))
      const report = await intruderAt(url, token)
      assert.deepEqual([report.accepted, report.problem], [0, null])
      const [foreign] = forgedTokens(token).filter(({ kind }) => kind === 'foreign_signed')
      assert.equal(foreign?.token.split('.')[0], token.split('.')[0])
    })

  /** APIs that do not verify, with the kinds that each lets in. */
  const careless: readonly (readonly [string, (token: string) => boolean, readonly string[]])[] = [
    ['decodes without verifying', (token) => claimsOf(token) !== null, forgedKinds.slice(1)],
    ['accepts alg: none', (token) => objectIn(token.split('.')[0] ?? '')?.['alg'] === 'none', ['unsigned']],
    [
      'checks the expiry and no signature',
      (token) => Number(claimsOf(token)?.['exp'] ?? 0) > Date.now() / 1_000,
      ['unsigned', 'stripped', 'foreign_signed', 'key_in_header', 'other_audience'],
    ],
    [
      'checks the audience and no signature',
      (token) => claimsOf(token)?.['aud'] === 'api',
      ['unsigned', 'stripped', 'foreign_signed', 'key_in_header', 'expired'],
    ],
    [
      'refuses alg: none in one spelling only',
      (token) => {
        const alg = String(objectIn(token.split('.')[0] ?? '')?.['alg'])
        return alg !== 'none' && alg.toLowerCase() === 'none' && token.endsWith('.')
      },
      ['unsigned'],
    ],
    ['compares no signature where there is none', (token) => token.split('.')[2] === '', ['unsigned', 'stripped']],
    ['accepts everything', () => true, [...forgedKinds]],
  ]
  for (const [title, accepts, kinds] of careless)
    it(`show one that ${title}, also if it answers 200 to everybody`, async () => {
      const { token } = sampleOf('RS256')
      for (const no of [401, 200]) {
        const report = await intruderAt(await apiThat((given) => given !== null && accepts(given), no), token)
        assert.deepEqual([...report.kinds].sort(), [...kinds].sort())
      }
    })

  it('show one that trusts the key that a token brings along', async () => {
    const { token } = sampleOf('RS256')
    const verified = (given: string) =>
      jwtVerify(given, EmbeddedJWK).then(
        () => true,
        () => false,
      )
    const report = await intruderAt(await apiThat(async (given) => given !== null && verified(given)), token)
    assert.deepEqual(report.kinds, ['key_in_header'])
  })

  it('prove nothing about a URL that answers without a token', async () => {
    const { problem } = await intruderAt(await apiThat(() => true), undefined)
    assert.match(problem ?? '', /answers a request without a token/)
  })

  it('keep the form of an opaque token', () => {
    const sample = 'ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6'
    const [garbage, ...more] = forgedTokens(sample)
    assert.deepEqual([garbage?.token.length, garbage?.token.slice(0, 4), more.length], [sample.length, 'ghp_', 0])
    assert.notEqual(garbage?.token, sample)
  })
})
