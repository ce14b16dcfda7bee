import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { expandConfig } from '../../functions/config/expand.ts'
import { formatProblem } from '../../functions/config/problems.ts'
import { credentialIn, withoutSecrets } from '../../functions/config/secrecy.ts'
import { fc, runsOf } from '../support/property.ts'
import { clientCredentialsSample, configOf, declaredSample, introspection, jwtSample, wiki } from './sample.ts'

const page = [
  {
    kind: 'pagerduty',
    integrationKey: { from: 'secrets-manager', id: 'key', keyArn: 'arn' },
    versionId: 'v',
    region: 'eu',
  },
  { kind: 'slack', workspaceId: 'T1', channelId: 'C1' },
  { kind: 'lambda', functionArn: 'arn' },
  { kind: 'sqs', queueArn: 'arn' },
  { kind: 'https', url: 'https://hooks.acme.example/' },
]
const network = { vpcId: 'vpc-1', subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] }

const config = configOf(
  [
    {
      ...wiki,
      owner: 'me',
      runbook: 'https://wiki.acme.example/',
      usedBy: ['a'],
      scopes: { require: ['b'], forbid: ['c'] },
    },
    {
      ...wiki,
      id: 'other',
      ping: { ...wiki.ping, headers: { accept: 'text/plain' } },
      read: { identity: 'a', scopes: 'b' },
    },
    { ...wiki, id: 'third', send: [{ in: 'header', name: 'x-key' }], allowPrivate: ['10.0.0.0/8'], every: '5m' },
    { ...declaredSample, rotation: { by: 'existing', functionArn: 'arn', rotateWithin: '7d' }, issuedAt: '2026-01-01' },
    introspection,
    clientCredentialsSample,
    jwtSample,
  ],
  {
    environments: { staging: { page: [{ kind: 'email', address: 'a@b.example' }] }, production: { page, network } },
    defaults: { warn: '1d', critical: '2d' },
    grants: { tag: { key: 'team', value: 'platform' } },
    blocking: ['a'],
    removal: 'keep',
    privateCa: 'ca.pem',
  },
)

type Path = readonly (string | number)[]

function stringsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => stringsIn(item, [...path, key]))
}

/** Copy of the value with `text` at the path, or around the text that is there. */
function planted(value: unknown, [key, ...rest]: Path, text: (old: string) => string): unknown {
  if (key === undefined) return text(String(value))
  if (Array.isArray(value)) return value.map((item, index) => (`${index}` === key ? planted(item, rest, text) : item))
  const entries = Object.entries(value ?? {})
  return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? planted(item, rest, text) : item]))
}

const alphabet = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']
const random = fc
  .array(fc.constantFrom(...alphabet), { minLength: 36, maxLength: 60 })
  .map((letters) => letters.join(''))
const prefixes = [
  '',
  '',
  'ghp_',
  `glp${'at'}-1`,
  'xoxb-',
  'sk-A1',
  'AKIA',
  'eyJ',
  'Bearer ',
  '-----BEGIN PRIVATE KEY-----',
]
const canary = fc
  .tuple(fc.constantFrom(...prefixes), random)
  .map(([prefix, letters]) => `${prefix}${letters.slice(0, 20)}7${letters.slice(20)}`)
const spots = stringsIn(config)
const around = fc.constantFrom(
  (token: string) => () => token,
  (token: string) => (old: string) => `${old}${token}`,
  (token: string) => (old: string) => `${token} ${old}`,
  (token: string) => (old: string) => `${old}?token=${token}#${token}`,
)

describe('a credential in a config', () => {
  it('is never repeated, wherever it was put', () => {
    fc.assert(
      fc.property(canary, fc.subarray([...spots], { minLength: 1, maxLength: 6 }), around, (token, places, place) => {
        const poisoned = places.reduce<unknown>((value, path) => planted(value, path, place(token)), config)
        const expansion = expandConfig(poisoned)
        assert.ok(!expansion.ok, 'the sample has faults of its own, so that there is always something to tell')
        const report = expansion.problems.map((problem) => formatProblem('c.ts', problem)).join('\n')
        assert.ok(!report.includes(token) && !report.includes(token.slice(-20)), 'the token was repeated')
      }),
      { numRuns: runsOf(300) },
    )
  })

  it('is never repeated as the name of a field', () => {
    fc.assert(
      fc.property(canary, (token) => {
        const expansion = expandConfig({ ...config, [token]: 1, checks: [{ ...wiki, ping: { [token]: 1 } }] })
        assert.ok(!expansion.ok)
        assert.ok(!JSON.stringify(expansion.problems).includes(token))
      }),
    )
  })

  it('is recognized by the formats that providers document', () => {
    const body = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA'
    const known = {
      'a GitHub token': [`ghp_${body}`, `github_pat_${body}`],
      'a GitLab token': [`glp${'at'}-${body}`],
      'a Slack token': [`xox${'b'}-123456789012-${body}`],
      'an API key': [`sk-${body}`, `sk-proj-${body}`],
      'a Stripe key': [`sk_live_${body}`, `rk_test_${body}`],
      'an AWS access key': [`AKIA${'ABCDEFGH23456723'}`],
      'a JWT': [`eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.`],
      'a private key': [`-----BEGIN ${'PRIVATE'} KEY-----`],
      'an authorization header': [`Bearer ${body}`],
    }
    for (const [kind, samples] of Object.entries(known))
      for (const sample of samples) assert.equal(credentialIn(sample), kind)
  })

  it('is not seen in common values of configs', () => {
    const harmless = [
      'production/github/ci-bot',
      'task-list-of-the-release-2027-in-europe',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/wiki-a1B2c3',
      "login == 'acme-production-bot' && contains(roles, 'invoice-operator')",
      'Basic authentication of the old shop fails, so nobody can order',
      'https://api.github.com/repos/acme/infrastructure/actions/secrets/public-key',
    ]
    assert.deepEqual(
      harmless.map(credentialIn),
      harmless.map(() => undefined),
    )
  })

  it('is removed from the message of an exception', () => {
    const token = `ghp_${'aB3'.repeat(12)}`
    assert.equal(
      withoutSecrets(`Unexpected '${token}' at "x=${token}"\nsecond line`),
      'Unexpected \'[hidden]\' at "[hidden]"',
    )
    assert.equal(withoutSecrets('config is not defined'), 'config is not defined')
    for (const unseen of ['\u200b', '\u2060', '\u00ad', '\u202e', '\ufeff', '\u{e0041}'])
      assert.equal(withoutSecrets(`it is ${[...token].join(unseen)}`), 'it is [hidden]', JSON.stringify(unseen))
    assert.equal(withoutSecrets('a\u202eb\u061cc\u180ed\te'), 'abcd e')
  })
})
