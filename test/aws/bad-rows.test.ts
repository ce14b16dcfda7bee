import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openJournal } from '../../functions/aws/journal.ts'
import { openSentEvents } from '../../functions/aws/sent-events.ts'
import { openTable } from '../../functions/aws/table.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { readFrozen } from '../fixtures/stored-state.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aRecord, aTick } from '../support/batch-record.ts'
import { fc, runsOf } from '../support/property.ts'
import { aState, pendingMessage } from '../support/verdict.ts'

type Item = Record<string, AttributeValue>

let lab: DynamoDb
let client: DynamoDBClient
let reported: string[]
beforeEach(async () => {
  lab = await startDynamoDb()
  await lab.createTable('state')
  client = dynamoDbClient(lab.url)
  reported = []
})
afterEach(async () => {
  client.destroy()
  await lab.close()
})

const onUnreadable = (partition: string) => void reported.push(partition)
const opened = () => ({
  ...openTable(client, 'state', { onUnreadable }),
  conditions: openConditions(client, 'state', { onUnreadable }),
})

const keyOf = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } })

async function stored(pk: string, sk: string): Promise<Item> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: 'state', Key: keyOf(pk, sk) }))
  return item ?? assert.fail(`nothing is stored under ${pk}`)
}

const put = (item: Item) => client.send(new PutItemCommand({ TableName: 'state', Item: item }))

const inAYear = () => Date.now() + 365 * 86_400_000

/** Replaces fields of the body, and the attributes of the same name. */
function withBody(item: Item, fields: Readonly<Record<string, unknown>>): Item {
  const body = { S: JSON.stringify({ ...JSON.parse(item['body']?.S ?? ''), ...fields }) }
  const order = Object.entries(fields).filter(([name]) => name === 'tick' || name === 'revision')
  return { ...item, ...Object.fromEntries(order.map(([name, value]) => [name, { N: String(value) }])), body }
}

/** Ways in which a row may be bad, whatever it holds. */
const bad: Readonly<Record<string, (item: Item) => Item>> = {
  'without a body': ({ body: _body, ...item }) => item,
  'with an empty body': (item) => ({ ...item, body: { S: '' } }),
  'with half a body': (item) => ({ ...item, body: { S: (item['body']?.S ?? '').slice(0, 40) } }),
  'with bytes for a body': (item) => ({ ...item, body: { B: new Uint8Array([1, 2]) } }),
  'with a list for a body': (item) => ({ ...item, body: { S: '[]' } }),
  'with a number for a body': (item) => ({ ...item, body: { S: '7' } }),
  'with an empty object for a body': (item) => ({ ...item, body: { S: '{}' } }),
}

const farAhead: Readonly<Record<string, (item: Item) => Item>> = {
  'with a tick in a year': (item) => withBody(item, { tick: inAYear() }),
  'with a tick beyond all dates': (item) => withBody(item, { tick: 9e15 }),
}

const atTheEnd: Readonly<Record<string, (item: Item) => Item>> = {
  'with the last revision': (item) => withBody(item, { revision: Number.MAX_SAFE_INTEGER }),
  'with a revision that its body does not know': (item) => ({ ...item, revision: { N: '9007199254740991' } }),
}

describe('a bad row of the table', () => {
  const state = aState({ check: 'production/bad', pending: [pendingMessage('open')] })
  const other = aState({ check: 'production/other' })
  const ofAnother = { 'with the state of another check': (item: Item) => withBody(item, { check: other.check }) }
  for (const [how, spoil] of Object.entries({ ...bad, ...farAhead, ...atTheEnd, ...ofAnother }))
    it(`${how} costs its own check alone, which is written anew`, async () => {
      const table = opened()
      await table.write(state)
      await table.write(other)
      await put(spoil(await stored('check#production/bad', 'state')))
      assert.deepEqual([...(await table.read([state.check, other.check])).keys()], [other.check])
      await table.read([state.check])
      assert.deepEqual(reported, ['check#production/bad'])
      assert.ok(await table.write({ ...state, revision: 1 }))
      assert.ok(await table.write({ ...state, revision: 2 }))
      assert.equal((await table.read([state.check])).get(state.check)?.revision, 2)
    })

  for (const [how, spoil] of Object.entries({ ...bad, ...farAhead }))
    it(`${how} silences no batch and no cadence`, async () => {
      const table = opened()
      const tick = Date.now()
      const [record, opening] = [aRecord(0, { tick }), aTick({ tick })]
      await table.writeBatch(record)
      await table.writeBatch(aRecord(1, { tick }))
      await table.writeTick(opening)
      await put(spoil(await stored('cadence#5m', 'batch#0000')))
      await put(spoil(await stored('cadence#5m', 'tick')))
      assert.deepEqual(
        (await table.readBatches('5m')).map(({ batch }) => batch),
        [1],
      )
      assert.equal(await table.readBatch('5m', 0), null)
      assert.equal(await table.readTick('5m'), null)
      assert.deepEqual(reported, ['cadence#5m', 'cadence#5m'])
      await table.writeBatch(record)
      await table.writeTick(opening)
      assert.deepEqual([await table.readBatch('5m', 0), await table.readTick('5m')], [record, opening])
    })

  for (const [how, spoil] of Object.entries({ ...bad, ...farAhead, ...atTheEnd }))
    it(`${how} does not keep the monitor from looking at itself`, async () => {
      const table = opened()
      const monitor = { revision: 1, tick: Date.now(), broken: null, pending: [] }
      await table.writeMonitor(monitor)
      await put(spoil(await stored('monitor', 'state')))
      assert.equal(await table.readMonitor(), null)
      assert.ok(await table.writeMonitor(monitor))
      assert.deepEqual([await table.readMonitor(), reported], [monitor, ['monitor']])
    })

  for (const [how, spoil] of Object.entries({ ...bad, ...atTheEnd }))
    it(`${how} hides no other condition`, async () => {
      const { conditions } = opened()
      const [spoiled, kept] = ['spoiled', 'kept'].map((id) => ({
        kind: 'unreliable' as const,
        id,
        revision: 1,
        since: 1,
        until: 2,
      }))
      if (spoiled === undefined || kept === undefined) assert.fail()
      for (const one of [spoiled, kept]) await conditions.put(one, null)
      await put(spoil(await stored('conditions', 'unreliable#spoiled')))
      assert.deepEqual(await conditions.all(), [kept])
      assert.ok(await conditions.put(spoiled, null))
      assert.deepEqual([await conditions.all(), reported], [[kept, spoiled], ['conditions']])
    })

  it('is kept beside until it is written anew, for people', async () => {
    const table = opened()
    await table.write(state)
    await put({ ...(await stored('check#production/bad', 'state')), body: { S: 'half' } })
    await table.read([state.check])
    assert.match((await stored('check#production/bad', 'state'))['was']?.S ?? '', /half/)
  })

  it('is reported by one of many readers', async () => {
    const table = opened()
    await table.write(state)
    await put({ ...(await stored('check#production/bad', 'state')), body: { S: 'half' } })
    await Promise.all(Array.from({ length: 6 }, () => table.read([state.check])))
    assert.deepEqual(reported, ['check#production/bad'])
  })

  it('is left alone by a program that may only read', async () => {
    await opened().write(state)
    await put({ ...(await stored('check#production/bad', 'state')), body: { S: 'half' } })
    assert.equal((await openTable(client, 'state').read([state.check])).size, 0)
    assert.equal((await stored('check#production/bad', 'state'))['body']?.S, 'half')
  })

  it('of a later Tokenwatch is no bad row', async () => {
    const table = opened()
    const later = { ...state, schema: 99, reason: 'of_later' }
    await table.write(state)
    await put(withBody(await stored('check#production/bad', 'state'), later))
    assert.equal((await table.read([state.check])).get(state.check)?.schema, 99)
    assert.deepEqual(reported, [])
  })

  it('holds back no event for PagerDuty, though it lies far ahead', async () => {
    const events = openSentEvents(client, 'state', { onUnreadable })
    const claim = (sequence: number) => events.claim('pager', 'incident', { sequence, action: 'trigger' }, Date.now())
    assert.ok(await claim(inAYear() * 10))
    assert.ok(await claim(Date.now() * 10))
    assert.deepEqual(reported, ['sent#pager'])
  })

  for (const [how, spoil] of Object.entries({ ...bad, ...atTheEnd }))
    it(`${how} stops its rotation, which nobody may guess`, async () => {
      const journal = openJournal(client, 'state')
      const [rotation] = readFrozen(3).nouns.rotations
      if (rotation === undefined) assert.fail()
      await journal.write(rotation)
      const pk = `rotation#${rotation.check}`
      await put(spoil(await stored(pk, 'current')))
      await assert.rejects(journal.read(rotation.check), /cannot be read/)
      await assert.rejects(journal.history(rotation.check, 5), /cannot be read/)
    })
})

describe('any row of a release', () => {
  const { items } = readFrozen(3)
  const strange = fc.oneof(
    fc.constantFrom(null, -1, 1e300, Number.MAX_SAFE_INTEGER, '', 'text', true, [], {}, [null], { a: 1 }),
    fc.jsonValue({ maxDepth: 1 }),
  )
  it('with any field changed is read, or is set aside and can be written', async () => {
    const stateRows = items.filter(({ pk, sk }) => pk?.S?.startsWith('check#') === true && sk?.S === 'state')
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...stateRows), fc.nat(), strange, async (item, at, value) => {
        const body: Record<string, unknown> = JSON.parse(item['body']?.S ?? '')
        const name = Object.keys(body)[at % Object.keys(body).length] ?? ''
        const check = `${body['check']}` as `${string}/${string}`
        reported = []
        await put({ ...item, body: { S: JSON.stringify({ ...body, [name]: value }) } })
        const table = opened()
        const read = (await table.read([check])).get(check)
        assert.equal(read === undefined, reported.length === 1)
        if (read === undefined) assert.ok(await table.write(aState({ check, revision: 1 })))
        else assert.ok(read.schema > 3 || (await table.write({ ...read, revision: read.revision + 1 })))
      }),
      { numRuns: runsOf(60) },
    )
  })
})
