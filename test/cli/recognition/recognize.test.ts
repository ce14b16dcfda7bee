import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasRightChecksum } from '../../../cli/recognition/checksums.ts'
import type { Confidence, FoundCredential, OtherContent } from '../../../cli/recognition/recognition.ts'
import { contentOf, recognize } from '../../../cli/recognition/recognize.ts'
import { valueFormats } from '../../../functions/providers/formats.ts'
import { providers } from '../../../functions/providers/providers.ts'
import { fc } from '../../support/property.ts'
import { madeValue, recognizable, valueFor } from './made-values.ts'
import { mixedAccount } from './mixed-account.ts'

const look = (name: string, value: string | Uint8Array, tags: Readonly<Record<string, string>> = {}) =>
  recognize({ name, tags: new Map(Object.entries(tags)) }, contentOf(value))

const first = (name: string, value: string, tags: Readonly<Record<string, string>> = {}): FoundCredential | undefined =>
  look(name, value, tags).credentials[0]

const value = (role: string, seed = 11): string => valueFor(role, seed)

describe('an account of 300 mixed secrets', () => {
  const judged = mixedAccount().map((secret) => {
    const found = recognize(
      { name: secret.name, tags: new Map(Object.entries(secret.tags ?? {})) },
      contentOf(secret.value),
    )
    return { ...secret, found }
  })
  const said = (wanted: Confidence, isRight: boolean) =>
    judged.flatMap(({ name, truth, found }) =>
      found.credentials
        .filter(({ confidence, profile }) => confidence === wanted && truth.includes(profile) === isRight)
        .map(({ profile }) => `${name}: ${profile}`),
    )

  it('is recognised with no kind wrong that is asked', () => {
    assert.equal(judged.length, 300)
    assert.deepEqual(said('high', false), [])
    assert.deepEqual(said('medium', false), [])
  })

  it('is recognised in every kind of the catalogue but those with a name that is also a word', () => {
    const asked = new Set([...said('high', true), ...said('medium', true)].map((text) => text.split(': ')[1]))
    const missed = recognizable.filter((profile) => !asked.has(profile))
    assert.deepEqual(missed, ['box'])
  })

  it('has several credentials recognised in one secret', () => {
    const services = judged.filter(({ truth }) => truth.length > 1)
    assert.equal(services.length, 10)
    for (const { name, truth, found } of services)
      assert.deepEqual(found.credentials.map(({ profile }) => profile).toSorted(), [...truth].toSorted(), name)
  })

  it('has its decoys left alone: nothing of them is asked', () => {
    const decoys = judged.filter(({ truth }) => truth.length === 0)
    assert.ok(decoys.length >= 50)
    for (const { name, found } of decoys) {
      assert.deepEqual(
        found.credentials.filter(({ confidence }) => confidence !== 'low'),
        [],
        name,
      )
      assert.ok(
        found.leftAlone.length + found.unrecognized.length + found.credentials.length > 0 ||
          name.endsWith('empty-json'),
        name,
      )
    }
  })

  it('keeps no part of a value but options, which are never written', () => {
    for (const { name, value: text, found } of judged) {
      const written = JSON.stringify(found)
      const content = contentOf(text)
      const parts = content.kind === 'fields' ? [...content.fields.values()] : [text]
      for (const part of parts)
        if (typeof part === 'string' && part.length >= 20 && !/^[a-z /.]+$/.test(part))
          assert.ok(!written.includes(part), name)
    }
  })
})

describe('a form of the catalogue', () => {
  it('belongs to a role of a provider', () => {
    for (const { role } of valueFormats) {
      const [profile = '', part = ''] = role.split('.')
      assert.ok(part in (providers.get(profile)?.roles ?? {}), role)
    }
  })

  it('tells a kind only if somebody has written it down', () => {
    const recalled = valueFormats.filter(({ tells, source }) => tells === 'kind' && source.evidence === 'recalled')
    assert.deepEqual(
      recalled.map(({ role }) => role),
      [],
    )
  })

  it('tells one kind: no value of it has a form that tells another', () => {
    const telling = valueFormats.filter(({ tells }) => tells === 'kind')
    fc.assert(
      fc.property(fc.constantFrom(...telling), fc.nat(), (form, seed) => {
        const text = madeValue(form, seed)
        const [found] = look('a/b', text).credentials
        if (found?.confidence === 'high') assert.equal(found.profile, form.role.split('.')[0], form.role)
      }),
    )
  })

  it('is a checksum where the vendor documents one', () => {
    // The example in the announcement of GitHub's formats, which never was a token.
    assert.ok(hasRightChecksum('github', ['ghp_', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ', '0mLq17'].join('')))
    assert.ok(!hasRightChecksum('github', ['ghp_', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ', '0mLq18'].join('')))
  })
})

describe('a recognition', () => {
  const cases: readonly (readonly [
    what: string,
    found: FoundCredential | undefined,
    profile: string,
    confidence: Confidence,
  ])[] = [
    ['a token by its form, whatever its name says', first('gitlab-token', value('github.token')), 'github', 'high'],
    [
      'a token with a wrong checksum',
      first('github', `ghp_${'aB3dE5gH7jK9mN1p'.repeat(3).slice(0, 36)}`),
      'github',
      'low',
    ],
    [
      'a key by its name and form',
      first('production/datadog/api-key', 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'),
      'datadog-api-key',
      'medium',
    ],
    [
      'a key by its name alone',
      first('production/datadog/api-key', 'Zq11w9eRt7uIopAs5dFgHj88'),
      'datadog-api-key',
      'low',
    ],
    ['a JWT', first('session', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2lnbmF0dXJl'), 'jwt', 'high'],
    [
      'a kind that the tag names',
      first('x', 'Zq11w9eRt7uIopAs5dFgHj88', { 'tokenwatch:profile': 'asana' }),
      'asana',
      'medium',
    ],
    [
      'a key of two vendors without a name',
      first('payments', `sk_live_${'aB3dE5gH7jK9mN1pQrS2tU4v'.repeat(2)}`),
      'stripe',
      'low',
    ],
    [
      'a key of two vendors with a name',
      first('clerk', `sk_live_${'aB3dE5gH7jK9mN1pQrS2tU4v'.repeat(2)}`),
      'clerk',
      'medium',
    ],
    [
      'a key of which only the name is known',
      recognize({ name: 'STRIPE_SECRET_KEY', tags: new Map() }, { kind: 'unread' }).credentials[0],
      'stripe',
      'low',
    ],
  ]
  for (const [what, found, profile, confidence] of cases)
    it(`finds ${what}`, () =>
      assert.deepEqual([found?.profile, found?.confidence], [profile, confidence], found?.because))

  it('names every kind that an ambiguous key may be', () => {
    const found = first('payments', `sk_live_${'aB3dE5gH7jK9mN1pQrS2tU4v'.repeat(2)}`)
    assert.deepEqual(found?.candidates, ['stripe', 'clerk'])
  })

  it('finds options in fields, tags and the value, and says which are missing', () => {
    const twilio = first(
      'twilio',
      JSON.stringify({ TWILIO_ACCOUNT_SID: `AC${'a1b2c3d4'.repeat(4)}`, TWILIO_AUTH_TOKEN: 'b1c2d3e4'.repeat(4) }),
    )
    assert.deepEqual(
      [twilio?.profile, twilio?.missing, twilio?.options.map(({ name, at }) => [name, at])],
      ['twilio', [], [['accountSid', 'TWILIO_ACCOUNT_SID']]],
    )
    const jira = first(
      'jira',
      JSON.stringify({
        url: 'https://acme.atlassian.net/',
        email: 'bot@acme.example',
        apiToken: `ATATT3${'aB3dE5gH7jK9mN1p'.repeat(4)}`,
      }),
    )
    assert.deepEqual([jira?.profile, jira?.options.map((option) => option.value())], ['jira-cloud', ['acme']])
    const grafana = first('grafana', value('grafana.token'), { 'tokenwatch:host': 'grafana.acme.example' })
    assert.deepEqual([grafana?.missing, grafana?.options.map(({ from }) => from)], [[], ['tag']])
    assert.deepEqual(first('grafana', value('grafana.token'))?.missing, ['host'])
  })

  it('takes the public key beside a private one for its option, and for no credential', () => {
    const [apiKey, secretKey] = ['a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6', 'f6a7b8c9d0e1f2a3b4c5d6a1b2c3d4e5']
    for (const [name, object, field, at] of [
      ['production/mailjet', { apiKey, token: secretKey }, 'token', 'apiKey'],
      ['mail', { MAILJET_SECRET_KEY: secretKey, MAILJET_API_KEY: apiKey }, 'MAILJET_SECRET_KEY', 'MAILJET_API_KEY'],
      [
        'pay/braintree',
        { merchantId: 'j54z5ccv9gndbfh8', publicKey: 'v4ndq314c2s5c28r', privateKey: secretKey },
        'privateKey',
        'publicKey',
      ],
    ] as const) {
      const { credentials, unrecognized, leftAlone } = look(name, JSON.stringify(object))
      assert.deepEqual(
        credentials.map(({ fields, confidence, options, missing }) => [
          fields['token'],
          confidence,
          options.map((one) => one.at),
          missing,
        ]),
        [[field, 'medium', [at], []]],
        name,
      )
      assert.ok(!unrecognized.some((one) => one.field === at) && leftAlone.some((one) => one.field === at), name)
    }
  })

  it('has a form for every kind of the catalogue that is asked, but for those that say what they are in another way', () => {
    const without = [...providers.values()].filter(
      ({ name, question }) => question !== null && !recognizable.includes(name),
    )
    assert.deepEqual(
      without.map(({ name }) => name),
      ['client-certificate', 'google-service-account', 'kubernetes-access'],
    )
  })

  it('takes nothing that may be a secret for a part of a host name', () => {
    const found = first(
      'jira',
      JSON.stringify({
        site: 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
        email: 'bot@acme.example',
        apiToken: `ATATT3${'aB3dE5gH7jK9mN1p'.repeat(4)}`,
      }),
    )
    assert.deepEqual(found?.options ?? [], [])
  })

  const left: readonly (readonly [what: OtherContent, value: string | Uint8Array])[] = [
    ['database', JSON.stringify({ engine: 'mysql', host: 'db', username: 'app', password: 'aB3dE5gH7jK9mN1pQr' })],
    ['database', 'postgresql://app:aB3dE5gH7jK9@db.acme.example/shop'],
    ['certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
    ['private_key', '-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END EC PRIVATE KEY-----'],
    ['placeholder', '<your token>'],
    ['free_text', 'call the bank first'],
    ['password', 'Tr0ub4dor&3'],
    ['other_kind', `ghr_${'aB3dE5gH7jK9mN1p'.repeat(2)}`],
    ['binary', Uint8Array.of(1, 2, 3)],
    ['too_large', 'a'.repeat(70_000)],
  ]
  for (const [what, text] of left)
    it(`leaves alone what is ${what}`, () => assert.ok(look('thing', text).leftAlone.some((one) => one.what === what)))

  it('never throws, and never shows a name of a field that may be a secret', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.jsonValue())),
        fc.string(),
        (name, object, text) => {
          look(name, text)
          look(name, JSON.stringify(object))
        },
      ),
    )
    const token = value('github.token')
    assert.ok(
      !JSON.stringify(look('x', JSON.stringify({ [token]: 'aB3dE5gH7jK9mN1pQrS2' })).unrecognized).includes(token),
    )
  })
})
