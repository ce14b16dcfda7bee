import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { canControl } from '../../functions/core/probe/control-turn.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { badCheck, linesOf, refuses } from './refusals.ts'
import { clientCredentialsSample, configOf, declaredSample, introspection, jwtSample, wiki } from './sample.ts'

const stored = { from: 'secrets-manager', id: 'production/gateway', fields: 'token' }
const admin = { from: 'secrets-manager', id: 'production/admin' }
const read = { values: { token: 'value' }, id: 'id' }
const keys = { method: 'GET', url: 'https://api.acme.example/keys' }
const ours = {
  by: 'ours',
  rotateWithin: '7d',
  grant: 'http',
  class: 'create_revoke',
  keyLimit: 'unlimited',
  authority: admin,
  lifetime: '90d',
  issue: { ...keys, method: 'POST', json: { name: '{name}' }, read },
  list: { ...keys, keys: { items: 'keys', id: 'id', name: 'name' } },
  revoke: { method: 'DELETE', url: 'https://api.acme.example/keys/{id}' },
}
const client = {
  ...clientCredentialsSample,
  ping: undefined,
  assert: undefined,
  rotation: {
    ...ours,
    issue: { ...ours.issue, read: { values: { clientId: 'value', clientSecret: 'secret' }, id: 'id' } },
  },
}
const { jwks: _, ...unproved } = { ...jwtSample, secret: stored, rotation: ours }
const { publicKey } = generateKeyPairSync('ed25519')
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))

const jwtSays =
  "production/gateway: rotation: nothing can prove the new version: name jwks, publicKey, sharedSecret or ping, such as jwks: 'https://id.example.com/jwks', or set proof: 'declared'"

refuses('a rotation whose new version nothing can prove', [
  badCheck('a JWT that is only read', unproved, jwtSays),
  badCheck('a JWT whose claims are compared', { ...unproved, issuer: 'https://id.example', audience: 'api' }, jwtSays),
  badCheck('a JWT that has to be asked about', { ...unproved, proof: 'asked' }, jwtSays),
  badCheck(
    'a declared date',
    { ...declaredSample, secret: stored, rotation: ours },
    "production/circleci: rotation: nothing can prove the new version: use a profile that asks its API, such as http(...), or set proof: 'declared'",
  ),
  ...[{}, { controls: false }, { proof: 'asked' }].map((fields) =>
    badCheck(
      `a client whose token no API takes: ${JSON.stringify(fields)}`,
      { ...client, ...fields },
      "production/billing: rotation: nothing can prove the new version: name a ping that takes the token, set controls: true, or set proof: 'declared'",
    ),
  ),
  badCheck(
    'a certificate that no host is shown',
    {
      profile: 'client-certificate',
      id: 'partner',
      environment: 'production',
      secret: { ...stored, fields: { certificate: 'token', privateKey: 'key' } },
      rotation: {
        ...ours,
        issue: { ...ours.issue, read: { values: { certificate: 'c', privateKey: 'k' }, id: 'id' } },
      },
      impact: 'No partner',
    },
    "production/partner: rotation: nothing can prove the new version: name a host that requires it, such as host: 'mtls.example.com', or set proof: 'declared'",
  ),
])

describe('a rotation whose new version can be proved', () => {
  const ways: readonly (readonly [string, object])[] = [
    ['jwks', { jwks: 'https://id.acme.example/jwks' }],
    ['publicKey', { publicKey: pem }],
    ['sharedSecret', { sharedSecret: { from: 'secrets-manager', id: 'production/signing' } }],
    ['ping', { ping: { method: 'GET', url: 'https://api.acme.example/me' } }],
    ["proof: 'declared'", { proof: 'declared' }],
  ]
  const clientWays: readonly (readonly [string, object])[] = [
    ['ping', { ping: { method: 'GET', url: 'https://api.acme.example/me' }, assert: ["tenant == 'acme'"] }],
    ['controls: true', { controls: true }],
    ["proof: 'declared'", { proof: 'declared' }],
  ]
  for (const [way, fields] of clientWays)
    it(`is accepted of a client by ${way}`, () => assert.deepEqual(linesOf(configOf([{ ...client, ...fields }])), []))

  for (const [way, fields] of ways)
    it(`is accepted by ${way}`, () => assert.deepEqual(linesOf(configOf([{ ...unproved, ...fields }])), []))

  it('may be one that AWS makes', () =>
    assert.deepEqual(linesOf(configOf([{ ...unproved, rotation: { by: 'managed', rotateWithin: '7d' } }])), []))
})

describe('controls of a config', () => {
  const basic = [{ in: 'basic', user: { role: 'user' }, passwordRole: 'password' }]
  const user = { ...wiki, secret: { ...stored, fields: { user: 'user', password: 'password' } }, send: basic }
  const cases: readonly (readonly [what: string, check: object, byDefault: boolean])[] = [
    ['a token', wiki, true],
    ['a JWT with a key set that an API takes', { ...jwtSample, ping: wiki.ping, assert: wiki.assert }, true],
    ['a token that is introspected', introspection, true],
    ['a user with a password', user, false],
    ['a client with its secret', clientCredentialsSample, false],
  ]
  /** Returns what the config makes of `controls`, and if a broken credential is sent then. */
  function controlsOf(written: object) {
    const expansion = expandConfig(configOf([written]))
    const check = expansion.ok ? expansion.deployment.checks[0] : assert.fail(JSON.stringify(expansion.problems))
    assert.ok(check !== undefined)
    return [check.controls, check.controls !== false && canControl(check, profileOf(check.profile), 'broken')]
  }
  for (const [what, check, byDefault] of cases)
    it(`are ${byDefault ? 'on' : 'off'} by default for ${what}, and always on with true`, () => {
      assert.deepEqual(controlsOf(check), [true, byDefault])
      assert.deepEqual(controlsOf({ ...check, controls: true }), ['always', true])
      assert.deepEqual(controlsOf({ ...check, controls: false }), [false, false])
    })
})
