import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

describe('docs/security-review.md', () => {
  let page: string
  let template: Synthesized
  before(async () => {
    page = await read('security-review.md')
    template = await synthesize(everyFeature())
  })

  const values = (type: string, name: string) => new Set(template.of(type).map(({ Properties }) => Properties[name]))

  it('says how long queues and logs keep what they hold', () => {
    assert.deepEqual(values('AWS::SQS::Queue', 'MessageRetentionPeriod'), new Set([14 * 86_400, 3_600]))
    assert.match(page, /batch queue, dead letters \| an hour; 14 days/)
    assert.deepEqual(values('AWS::Logs::LogGroup', 'RetentionInDays'), new Set([30]))
    assert.match(page, /`retentionDays`, 30 by default/)
  })

  it('names every key of the stack, and that they are rotated', () => {
    const keys = template.of('AWS::KMS::Key')
    assert.deepEqual(
      keys.map(({ Properties }) => [Properties['Description'], Properties['EnableKeyRotation']]),
      [
        ['Messages of Tokenwatch', true],
        ['New secret values of Tokenwatch that Secrets Manager did not accept', true],
      ],
    )
  })

  it('has TLS on every queue and topic, and no URL of a function', () => {
    for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])
      for (const { Properties } of template.of(type))
        assert.match(JSON.stringify(Properties), /"aws:SecureTransport":"false"\}\},"Effect":"Deny"/)
    assert.equal(template.of('AWS::SQS::QueuePolicy').length, template.of('AWS::SQS::Queue').length)
    assert.deepEqual(template.of('AWS::Lambda::Url'), [])
  })

  it('has a boundary of every service whose actions docs/iam.md lists for the roles', async () => {
    const [roles = ''] = (await read('iam.md')).split('## Resource policies')
    const used = new Set(
      [...roles.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([a-z0-9]+):[A-Z]/g)].map(([, one]) => one),
      ),
    )
    const [, named = ''] = /A boundary has to allow[^:]*: (.*)\./.exec(page) ?? []
    const allowed = new Set([...named.matchAll(/`([a-z0-9]+)`/g)].map(([, one]) => one))
    assert.deepEqual(
      [...used].filter((one) => !allowed.has(one)),
      [],
    )
    assert.deepEqual(
      [...allowed].filter((one) => !used.has(one)),
      [],
    )
  })

  it('keeps the table with the key of its escrow, and deletes the rest', () => {
    const kept = [...template.resources.values()].filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
    assert.deepEqual(
      kept.map(({ Type }) => Type).toSorted(),
      ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key'],
    )
  })
})
