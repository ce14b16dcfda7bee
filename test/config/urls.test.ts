import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressFault, isPrivateRange, isPublicOnly } from '../../functions/config/addresses.ts'
import { notPublic } from '../hostile/attacks/spellings.ts'
import { assertEvery } from '../support/assert-every.ts'
import { type Bad, badWiki, pingAt, pingWith, refuses } from './refusals.ts'

describe('the host of a URL', () => {
  it('is refused if it is not public, however it is spelled', () =>
    assertEvery(notPublic, String, (host) => {
      assert.match(addressFault(new URL(`https://${host}/`), []) ?? '', /is not public/)
    }))

  it('is accepted if it is public', () => {
    const hosts = ['api.github.com', '8.8.8.8', '[2606:4700::1111]', 'localhost.example', '127.0.0.1.example']
    return assertEvery(hosts, String, (host) => {
      assert.equal(addressFault(new URL(`https://${host}/`), []), undefined)
    })
  })

  it('is accepted inside an allowed range of the same family', () => {
    assert.equal(addressFault(new URL('http://[::ffff:127.0.0.1]/'), ['127.0.0.0/8']), undefined)
    assert.equal(addressFault(new URL('http://[::1]/'), ['::1/128']), undefined)
    assert.match(addressFault(new URL('http://[::1]/'), ['127.0.0.0/8']) ?? '', /is not public/)
  })

  it('may be a name without TLS only if a private range is allowed', () => {
    assert.equal(addressFault(new URL('http://api.internal/'), ['10.0.0.0/8']), undefined)
    assert.match(addressFault(new URL('http://api.internal/'), []) ?? '', /^expected https/)
  })
})

describe('the refusal of an address', () => {
  const examples: readonly (readonly [host: string, example: RegExp])[] = [
    ['127.0.0.1', /, such as allowPrivate: \['127\.0\.0\.0\/8'\]$/],
    ['[::1]', /, such as allowPrivate: \['::1\/128'\]$/],
    ['10.0.0.1', / if it is intended$/],
  ]
  for (const [host, example] of examples)
    it(`of ${host} shows a range where only this machine has it: ${example.source}`, () =>
      assert.match(addressFault(new URL(`https://${host}/`), []) ?? '', example))
})

describe('a host that has to be on the internet', () => {
  const hosts: readonly (readonly [url: string, allowed: readonly string[], isPublic: boolean])[] = [
    ['https://api.example/', [], true],
    ['https://api.example/', ['10.0.0.0/8'], false],
    ['https://8.8.8.8/', ['10.0.0.0/8'], true],
    ['https://10.0.0.1/', [], false],
    ['https://[::1]/', ['::1/128'], false],
    ['https://localhost/', [], false],
  ]
  for (const [url, allowed, isPublic] of hosts)
    it(`is ${isPublic ? '' : 'not '}${url} with ${allowed.join() || 'no'} range allowed`, () =>
      assert.equal(isPublicOnly(new URL(url), allowed), isPublic))
})

describe('a range that a check allows', () => {
  it('holds no public address', () => {
    for (const range of ['127.0.0.0/8', '10.0.0.0/8', '192.168.1.0/24', '169.254.169.254/32', '::1/128', 'fd00::/8'])
      assert.equal(isPrivateRange(range), true, range)
    for (const range of [
      '0.0.0.0/0',
      '10.0.0.0/7',
      '8.8.8.8/32',
      '::/0',
      '2000::/3',
      '10.0.0.0',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '',
    ])
      assert.equal(isPrivateRange(range), false, range)
  })
})

const ofUrls: readonly Bad[] = [
  badWiki(
    'a relative URL',
    pingAt('/api/me'),
    'ping.url: expected an absolute https URL, found a string of 7 characters',
  ),
  badWiki(
    'a URL of another kind',
    pingAt('file:///etc/passwd'),
    'ping.url: expected an absolute https URL, found a string of 18 characters',
  ),
  badWiki(
    'plain http',
    pingAt('http://wiki.acme.example/api/me'),
    'ping.url: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badWiki(
    'plain http to a public address, with a private range allowed',
    { ...pingAt('http://93.184.215.14/'), allowPrivate: ['10.0.0.0/8'] },
    'ping.url: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badWiki(
    'a user and password in a URL',
    pingAt('https://bot:hunter2@wiki.acme.example/'),
    'ping.url: expected no user or password in a URL: store them in a secret and send them with basic()',
  ),
  ...['token', 'access_token', 'api_key', 'apiKey', 'key', 'client-secret', 'password', 'X-Amz-Signature'].map((name) =>
    badWiki(
      `a query parameter ${name}`,
      pingAt(`https://wiki.acme.example/?page=1&${name}=x`),
      `ping.url: the query parameter "${name}" is named like a credential: store it in a secret and send it with query()`,
    ),
  ),
  badWiki(
    'a fragment',
    pingAt('https://wiki.acme.example/#me'),
    'ping.url: expected no fragment (#...), which is never sent: drop it',
  ),
  badWiki(
    'a private address',
    pingAt('https://10.1.2.3/'),
    'ping.url: the host is 10.1.2.3, which is not public (private): name its range in allowPrivate if it is intended',
  ),
  badWiki(
    'a private address outside the range that is allowed',
    { ...pingAt('http://10.1.2.3/'), allowPrivate: ['10.9.0.0/16'] },
    'ping.url: the host is 10.1.2.3, which is not public (private): name its range in allowPrivate if it is intended',
  ),
  ...['10.0.0.0', '10.0.0.0/33', 'office', '0.0.0.0/0', '8.8.8.0/24', '::/0'].map((range) =>
    badWiki(
      `a range such as ${range}`,
      { allowPrivate: [range] },
      `allowPrivate[0]: expected a CIDR range of private addresses only, such as 10.0.0.0/8, found a string of ${range.length} characters`,
    ),
  ),
]

const ofCredentials: readonly Bad[] = [
  ...['Authorization', 'cookie', 'X-API-Key', 'PRIVATE-TOKEN', 'dd-application-key', 'x-vault-token'].map((name) =>
    badWiki(
      `a literal ${name} header`,
      pingWith({ headers: { [name]: 'hunter2' } }),
      `ping.headers${name === 'cookie' ? '.cookie' : name === 'Authorization' ? '.Authorization' : `["${name}"]`}: a header of this name is a credential: store it in a secret and send it with send: header(...)`,
    ),
  ),
  badWiki(
    'a token where the name of a secret belongs',
    { secret: { from: 'secrets-manager', id: `ghp_${'aB3'.repeat(12)}` } },
    "secret.id: this looks like a GitHub token itself: store it in a secret and give the name of the secret: secret('<name>')",
  ),
  badWiki(
    'a private key',
    { tags: [`-----BEGIN RSA ${'PRIVATE'} KEY-----`] },
    "tags[0]: this looks like a private key itself: store it in a secret and give the name of the secret: secret('<name>')",
    'tags[0]: expected a name of letters, digits and . _ / -, at most 63, found a string of 31 characters',
  ),
  badWiki(
    'a header with a line break',
    pingWith({ headers: { 'x-team': 'a\r\nb' } }),
    'ping.headers["x-team"]: expected a header value of printable ASCII, found a string of 4 characters',
  ),
  badWiki(
    'a header name with a space',
    pingWith({ headers: { 'x team': 'a' } }),
    'ping.headers["x team"]: expected a header name, found a string of 6 characters',
  ),
  badWiki(
    'a header that is ours',
    pingWith({ headers: { host: 'elsewhere.example' } }),
    'ping.headers.host: Tokenwatch sets this header itself: drop it',
  ),
]

refuses('a check with a URL', ofUrls)
refuses('a check with a literal credential or header', ofCredentials)
