import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseBatchEvent } from '../../functions/probe/batch-event.ts'
import { aMessage } from '../support/batch-record.ts'
import { fc } from '../support/property.ts'

const message = aMessage(['production/ci-bot', 'staging/ci-bot'], { versionIds: { 'production/ci-bot': 'version-1' } })
const record = (body: unknown) => ({ messageId: 'm-1', body: typeof body === 'string' ? body : JSON.stringify(body) })
const parsed = (body: unknown) => parseBatchEvent({ Records: [record(body)] })

describe('the batches in an SQS event', () => {
  it('are one for each record, with the id under which a failure is reported', () => {
    const other = { ...message, batch: 1 }
    const Records = [record(message), { ...record(other), messageId: 'm-2', receiptHandle: 'x', attributes: {} }]
    assert.deepEqual(parseBatchEvent({ Records }), [
      { messageId: 'm-1', message },
      { messageId: 'm-2', message: other },
    ])
  })

  it('hold nothing but the fields of a batch', () => {
    assert.deepEqual(parsed({ ...message, url: 'https://elsewhere.example', __proto__: { a: 1 } }), [
      { messageId: 'm-1', message },
    ])
  })

  it('name the checks that a round of the watchdog does not ask', () => {
    const beside = { ...message, beside: ['production/other'] }
    assert.deepEqual(parsed(beside), [{ messageId: 'm-1', message: beside }])
    assert.deepEqual(parsed({ ...beside, beside: ['no-key', 7] })[0]?.message.beside, [])
  })

  it('hold only keys of checks, and only version ids that are texts', () => {
    const [only] = parsed({
      ...message,
      checks: ['production/ci-bot', 'no-key', 7, null],
      versionIds: { 'production/ci-bot': 'version-1', 'production/other': 7, 'no-key': 'x' },
    })
    assert.deepEqual([only?.message.checks, only?.message.versionIds], [['production/ci-bot'], message.versionIds])
  })

  it('hold the hosts to which secrets are bound, and none where a binding cannot be read', () => {
    const hosts = { 'secrets-manager production/ci': ['api.example'] }
    assert.deepEqual(parsed({ ...message, hosts })[0]?.message.hosts, hosts)
    assert.deepEqual(parsed({ ...message, hosts: { a: 'api.example', b: null, c: [7] } })[0]?.message.hosts, {
      a: [''],
      b: [''],
      c: ['7'],
    })
    for (const none of [undefined, null, 'api.example', 7])
      assert.deepEqual(Object.keys(parsed({ ...message, hosts: none })[0]?.message ?? {}).includes('hosts'), false)
  })

  it('hold the places of secrets that are missing or unlisted', () => {
    for (const name of ['missing', 'unlisted'] as const) {
      assert.deepEqual(parsed({ ...message, [name]: [0, '1', null, 2] })[0]?.message[name], [0, 2])
      assert.equal(parsed({ ...message, [name]: 'all' })[0]?.message[name], undefined)
    }
  })

  it('hold no version ids where they are no object, and no checks beside where they are no list', () => {
    for (const versionIds of [null, 'version-1', 7, undefined])
      assert.deepEqual(parsed({ ...message, versionIds })[0]?.message.versionIds, {})
    assert.equal('beside' in (parsed({ ...message, beside: 'production/other' })[0]?.message ?? {}), false)
  })

  const broken: [string, unknown][] = [
    ['no JSON', '{"cadence":'],
    ['JSON null', 'null'],
    ['a list', '[]'],
    ['no cadence', { ...message, cadence: undefined }],
    ['a tick in words', { ...message, tick: 'now' }],
    ['no batch number', { ...message, batch: null }],
    ['no list of checks', { ...message, checks: 'production/ci-bot' }],
    ['no config', { ...message, config: undefined }],
  ]
  for (const [what, body] of broken) it(`leave out a record with ${what}`, () => assert.deepEqual(parsed(body), []))

  it('are none in any other event', () => {
    for (const event of [null, undefined, 'text', {}, { Records: {} }, { Records: [null, {}, { messageId: 'm-1' }] }])
      assert.deepEqual(parseBatchEvent(event), [])
    fc.assert(fc.property(fc.anything(), (event) => assert.deepEqual(parseBatchEvent(event), [])))
  })
})
