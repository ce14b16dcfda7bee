import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deepestField, mostNested } from '../../../cli/recognition/field-scopes.ts'
import { contentOf, recognize } from '../../../cli/recognition/recognize.ts'
import { fc } from '../../support/property.ts'
import { valueFor } from './made-values.ts'

const look = (name: string, value: unknown) =>
  recognize({ name, tags: new Map() }, contentOf(typeof value === 'string' ? value : JSON.stringify(value)))

const found = (name: string, value: unknown) =>
  look(name, value).credentials.map(({ profile, confidence, fields }) => [
    profile,
    confidence,
    ...Object.values(fields),
  ])

const github = valueFor('github.token', 31)
const datadog = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'
const pair = {
  clientId: valueFor('okta-client.clientId', 3),
  clientSecret: valueFor('okta-client.clientSecret', 3),
}
const key = {
  accessKeyId: valueFor('aws-access-key.accessKeyId', 4),
  secretAccessKey: valueFor('aws-access-key.secretAccessKey', 4),
}

describe('a credential that is nested in JSON', () => {
  const cases: readonly (readonly [what: string, value: unknown, found: readonly unknown[]])[] = [
    ['in an object', { services: { ci: { token: github } } }, ['github', 'high', 'services.ci.token']],
    ['in a list', { tokens: ['none', github] }, ['github', 'high', 'tokens.1']],
    ['in a list of objects', [{ name: 'ci', token: github }], ['github', 'high', '0.token']],
    ['in a list at the top', [github], ['github', 'high', '0']],
    ['in JSON that is a text', { config: JSON.stringify({ token: github }) }, ['github', 'high', 'config.token']],
    [
      'in JSON that is a text twice',
      JSON.stringify(JSON.stringify({ a: JSON.stringify([github]) })),
      ['github', 'high', 'a.0'],
    ],
    [
      'by the name of the object around it',
      { datadog: { apiKey: datadog } },
      ['datadog-api-key', 'medium', 'datadog.apiKey'],
    ],
    ['by the name of its list', { datadogKeys: [datadog] }, ['datadog-api-key', 'medium', 'datadogKeys.0']],
    [
      'in several parts',
      { prod: { aws: key } },
      ['aws-access-key', 'high', 'prod.aws.accessKeyId', 'prod.aws.secretAccessKey'],
    ],
  ]
  for (const [what, value, wanted] of cases)
    it(`is recognised, with its place: ${what}`, () => {
      assert.deepEqual(found('production/app', value), [wanted])
      assert.equal(look('production/app', value).credentials[0]?.isNested, Object.values(wanted).at(-1) !== '0')
    })

  it('has its parts in one object: those of two objects are no pair', () => {
    assert.deepEqual(found('app', { one: { okta: pair, host: 'acme.okta.com' } })[0]?.slice(0, 1), ['okta-client'])
    const apart = { one: { okta: { clientId: pair.clientId } }, two: { okta: { clientSecret: pair.clientSecret } } }
    assert.ok(!found('app', apart).some(([profile]) => profile === 'okta-client'))
  })

  it('finds its options in the objects around it, the nearest first', () => {
    const value = {
      url: 'https://far.atlassian.net/',
      jira: {
        url: 'https://acme.atlassian.net/',
        bot: { email: 'bot@acme.example', apiToken: `ATATT3${'aB3dE5gH7jK9mN1p'.repeat(4)}` },
      },
    }
    const [jira] = look('x', value).credentials
    assert.deepEqual(
      [jira?.profile, jira?.missing, jira?.options.map((one) => [one.at, one.value()])],
      ['jira-cloud', [], [['jira.url', 'acme']]],
    )
  })

  it('is looked for to a bounded depth and number, and what lies behind is said', () => {
    let deep: unknown = github
    for (let depth = 0; depth < deepestField; depth += 1) deep = { a: deep }
    assert.equal(found('x', deep).length, 1)
    const deeper = look('x', { a: deep })
    assert.deepEqual(deeper.credentials, [])
    assert.match(deeper.leftAlone[0]?.because ?? '', /^it lies deeper than 8 keys/)
    const wide = look('x', { list: Array.from({ length: mostNested + 50 }, (_, at) => `w${at}`).concat(github) })
    assert.deepEqual(wide.credentials, [])
    assert.ok(wide.leftAlone.some(({ what, because }) => what === 'nested' && because.includes('behind 1000 others')))
  })

  it('is not confused with a field of the same name', () => {
    const value = { 'ci.token': 'nothing', ci: { token: github } }
    const { credentials, leftAlone } = look('x', value)
    assert.deepEqual([credentials, leftAlone.filter(({ what }) => what === 'nested').length], [[], 1])
  })

  it('ends for every JSON, however deep', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => void look('x', value)))
    for (const text of [
      '['.repeat(32_000) + ']'.repeat(32_000),
      `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
      '{"__proto__":{"token":"x"}}',
    ])
      look('x', text)
  })
})
