import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import type { InterceptedRequest } from '../../chaos/faults/request.ts'
import { createInjection } from '../../chaos/injectors/injection.ts'
import { secretsIn } from '../../chaos/injectors/secrets-reader.ts'
import { leaksIn } from '../../chaos/measures/leaks.ts'
import { isSecretField } from '../../chaos/token/field-kind.ts'
import { fc } from '../support/property.ts'

const secret = 'tok/en+with"all=kinds&of-signs'
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

const random = 'AIza0Sy7Dk39fh2LqPz81'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = `${part({ alg: 'RS256' })}.${part({ sub: 'orders' })}.c2lnbmF0dXJlLW9mLXRva2Vu`

const requests: readonly (readonly [string, Partial<InterceptedRequest>, string?])[] = [
  ['Bearer', { headers: [['Authorization', `Bearer ${secret}`]] }],
  ['the scheme of GitHub', { headers: [['authorization', `token ${secret}`]] }],
  ['a scheme of its own', { headers: [['authorization', `GenieKey ${secret}`]] }],
  ['no scheme', { headers: [['authorization', secret]] }],
  ['Basic', { headers: [['authorization', basic(`orders:${secret}`)]] }],
  ['Basic with encoded parts', { headers: [['authorization', basic(`orders:${encodeURIComponent(secret)}`)]] }],
  ['X-Api-Key', { headers: [['X-Api-Key', secret]] }],
  ['PRIVATE-TOKEN', { headers: [['PRIVATE-TOKEN', secret]] }],
  ['DD-API-KEY', { headers: [['DD-API-KEY', secret]] }],
  ['a cookie', { headers: [['Cookie', `theme=dark; access_token=${encodeURIComponent(secret)}`]] }],
  ['a session', { headers: [['cookie', `JSESSIONID=${secret}`]] }],
  ['the header of Azure', { headers: [['Ocp-Apim-Subscription-Key', random]] }, random],
  ['the header of RapidAPI', { headers: [['X-RapidAPI-Key', random]] }, random],
  ['the header of Cloudflare', { headers: [['X-Auth-Key', random]] }, random],
  ['the query of Google', { query: `key=${random}` }, random],
  ['a JWT in a header of any name', { headers: [['x-amzn-oidc-data', jwt]] }, jwt],
  ['a JWT in a body of any name', { body: JSON.stringify({ credential: { proof: jwt } }) }, jwt],
  ['a query', { query: `page=1&access_token=${encodeURIComponent(secret)}` }],
  [
    'a form at the token endpoint',
    { plane: 'idp', body: `grant_type=refresh_token&refresh_token=${encodeURIComponent(secret)}` },
  ],
  ['a client secret in a form', { plane: 'idp', body: `client_secret=${encodeURIComponent(secret)}` }],
  ['a client assertion', { plane: 'idp', body: `client_assertion=${encodeURIComponent(secret)}` }],
  ['JSON at the token endpoint', { plane: 'idp', body: JSON.stringify({ client_secret: secret }) }],
  ['JSON in camel case', { plane: 'idp', body: JSON.stringify({ clientSecret: secret }) }],
  ['a query in camel case', { query: `accessToken=${encodeURIComponent(secret)}` }],
]

function seenIn(request: Partial<InterceptedRequest>, answer?: unknown): readonly string[] {
  const seen: string[] = []
  const injection = createInjection({ sawSecret: ({ field, value }) => isSecretField(field) && seen.push(value) })
  const intercepted = { plane: 'api', method: 'POST', path: '/', headers: [], caller: 'orders-1', ...request } as const
  const { entry } = injection.decide(intercepted)
  if (answer !== undefined)
    injection.ended(intercepted, entry, { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answer)) })
  return seen
}

describe('a secret that passes an injection point', () => {
  for (const [title, request, value = secret] of requests)
    it(`is known: ${title}`, () => assert.ok(seenIn(request).includes(value), seenIn(request).join()))

  const publicOnes: readonly (readonly [string, Partial<InterceptedRequest>])[] = [
    ['an idempotency key', { headers: [['Idempotency-Key', random]] }],
    ['the key of a WebSocket', { headers: [['Sec-WebSocket-Key', random]] }],
    ['a word as a key', { query: 'key=name-of-a-column' }],
    ['a cookie about a preference', { headers: [['cookie', 'theme=dark-and-very-long; locale=en-GB']] }],
    [
      'a guard against forged forms',
      {
        headers: [
          ['X-CSRF-Token', random],
          ['cookie', `XSRF-TOKEN=${random}`],
        ],
      },
    ],
  ]
  for (const [title, request] of publicOnes)
    it(`is none: ${title}`, () => assert.deepEqual(seenIn({ method: 'GET', ...request }), []))

  for (const name of ['page_token', 'nextPageToken', 'continuation-token', 'NextToken', 'sync_token', 'cursorToken'])
    it(`is no place in a list: ${name}`, () => assert.deepEqual(seenIn({ query: `${name}=place-in-a-list` }), []))

  it('is known in the answer of a token endpoint, and the public parts are not', () => {
    const answer = {
      access_token: secret,
      refresh_token: 'another-secret',
      token_type: 'Bearer',
      expires_in: 3,
      scope: 'read',
    }
    assert.deepEqual(seenIn({ plane: 'idp' }, answer), [secret, 'another-secret'])
  })

  it('is no part of a signature', () => {
    assert.deepEqual(seenIn({ headers: [['authorization', 'AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=abc']] }), [])
  })

  it('is every field of a secret, of a batch and of a binary one', () => {
    const one = { SecretString: JSON.stringify({ id: 'acme', pin: secret, nested: { value: 'deep-secret' } }) }
    const binary = { SecretBinary: Buffer.from('binary-secret').toString('base64') }
    const valuesOf = (body: object) =>
      secretsIn({ status: 200, headers: {}, body: JSON.stringify(body) })
        .filter(({ field }) => isSecretField(field))
        .map(({ value }) => value)
    assert.deepEqual(valuesOf(one), [secret, 'deep-secret'])
    assert.deepEqual(valuesOf(binary), ['binary-secret'])
    assert.deepEqual(valuesOf({ SecretValues: [one, binary] }), [secret, 'deep-secret', 'binary-secret'])
    assert.deepEqual(valuesOf({ SecretString: 'plain-secret' }), ['plain-secret'])
  })
})

describe('the kind of a field', () => {
  const secrets = [
    'secret',
    'clientSecret',
    'apiKey',
    'password',
    'pin',
    'value',
    'webhook',
    'private_key',
    'refresh_token',
    'pat',
  ]
  const publics = [
    'token_url',
    'tokenUrl',
    'client_id',
    'clientId',
    'username',
    'host',
    'token_type',
    'publicOneskey',
    'key_id',
    'kid',
    'scope',
    'expires_in',
    'application',
    'appName',
    'team',
    'bucket',
    'schema',
    'stage',
    'driver',
  ]
  for (const name of secrets) it(`${name}: secret`, () => assert.ok(isSecretField(name)))
  for (const name of publics) it(`${name}: public`, () => assert.ok(!isSecretField(name)))
  it('is what the user says', () => {
    const words = { secret: ['client_id'], public: ['webhook'] }
    assert.deepEqual([isSecretField('client_id', words), isSecretField('webhook', words)], [true, false])
  })
})

describe('a secret in a text', () => {
  const writers: readonly (readonly [string, (value: string) => string])[] = [
    ['plain', (value) => value],
    ['JSON', (value) => JSON.stringify({ headers: { authorization: `Bearer ${value}` } })],
    ['JSON with escaped slashes', (value) => JSON.stringify(value).replaceAll('/', '\\/')],
    ['JSON in JSON', (value) => JSON.stringify({ message: JSON.stringify({ token: value }) })],
    ['a URL', (value) => `https://api.example/?token=${encodeURIComponent(value)}`],
    ['a form', (value) => String(new URLSearchParams({ token: value }))],
    ['a URL in lower case', (value) => encodeURIComponent(value).replace(/%../g, (one) => one.toLowerCase())],
    ['a URL in a URL', (value) => encodeURIComponent(encodeURIComponent(value))],
    ['Basic', (value) => basic(`client-1:${value}`)],
    ['base64url of JSON', (value) => Buffer.from(`{"token":${value}}`).toString('base64url')],
    ['hexadecimal', (value) => Buffer.from(value).toString('hex')],
    ['base64 of a header in base64', (value) => Buffer.from(basic(`me:${value}`)).toString('base64')],
    [
      'base64 in lines',
      (value) =>
        Buffer.from(`${'x'.repeat(40)}${value}`)
          .toString('base64')
          .replace(/.{76}/g, '$&\n'),
    ],
    ['a Buffer as JSON', (value) => JSON.stringify({ body: Buffer.from(value) })],
    ['a Buffer as Node shows it', (value) => inspect(Buffer.from(value))],
    ['bytes as Go shows them', (value) => `[${[...Buffer.from(value)].join(' ')}]`],
    [
      'bytes with colons',
      (value) =>
        Buffer.from(value)
          .toString('hex')
          .replace(/..(?!$)/g, '$&:'),
    ],
    ['JSON of Go', (value) => JSON.stringify(value).replaceAll('&', '\\u0026')],
    ['HTML of Python', (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;')],
    ['HTML of Go', (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll("'", '&#39;')],
    ['HTML', (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ]
  for (const [title, write] of writers)
    it(`is found in ${title}`, () => assert.equal(leaksIn('log', [`line ${write(secret)} end`], [secret])[0]?.count, 1))

  const foreign = "geheim-mit-Ümlaut-und'Strich\\"
  const otherWriters: readonly (readonly [string, string])[] = [
    ['JSON of Python', JSON.stringify({ token: foreign }).replace('Ü', '\\u00dc')],
    ['the repr of Python', `{'token': '${foreign.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'}`],
    ['a shell', `curl -u '${foreign.replaceAll("'", "'\\''")}'`],
    ['a URL', `?token=${encodeURIComponent(foreign)}`],
  ]
  for (const [title, line] of otherWriters)
    it(`is found with letters of all kinds in ${title}`, () =>
      assert.equal(leaksIn('log', [line], [foreign])[0]?.count, 1))

  it('is found in base64 wherever it stands, whatever it is', () => {
    const value = fc.string({ minLength: 14, maxLength: 60, unit: 'grapheme-ascii' })
    const around = fc.string({ maxLength: 7, unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(value, around, around, (hidden, before, after) => {
        const text = Buffer.from(`${before}${hidden}${after}`).toString('base64')
        assert.equal(leaksIn('log', [text], [hidden]).length, 1)
      }),
    )
  })

  it('is found in base64 that a log has put on several lines', () => {
    const token = `a-long-secret-${'0123456789abcdef'.repeat(6)}`
    const lines =
      Buffer.from(`token=${token}`)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    assert.equal(leaksIn('log', lines, [token]).length, 1)
  })

  it('is not found in its fingerprint, its length or a part of it', () => {
    assert.deepEqual(leaksIn('log', ['sha256:1f3a9c02', String(secret.length), secret.slice(0, 10)], [secret]), [])
  })
})
