import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { openTable } from '../../functions/aws/table.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aRecord, aTick } from '../support/batch-record.ts'
import { nowMs } from '../support/reading.ts'
import { aState, pendingMessage } from '../support/verdict.ts'

let lab: DynamoDb
let table: ReturnType<typeof openTable>
before(async () => {
  lab = await startDynamoDb()
  await lab.createTable('state')
  table = openTable(dynamoDbClient(lab.url), 'state')
})
after(() => lab.close())

describe('the state of a check', () => {
  it('is read as it was written, and is absent before', async () => {
    const state = aState({ check: 'production/first', pending: [] })
    assert.deepEqual(await table.read([state.check]), new Map())
    assert.equal(await table.write(state), true)
    assert.deepEqual(await table.read([state.check]), new Map([[state.check, state]]))
  })

  it('is written by only one of several writers that start from the same revision', async () => {
    const next = aState({ check: 'production/raced', revision: 1 })
    const won = await Promise.all([1, 2, 3, 4].map((tick) => table.write({ ...next, tick })))
    assert.deepEqual(won.toSorted(), [false, false, false, true])
  })

  it('is never overwritten by an older one', async () => {
    const newer = aState({ check: 'production/newer', revision: 5 })
    await table.write(newer)
    assert.equal(await table.write({ ...newer, revision: 4, reason: 'revoked' }), false)
    assert.equal((await table.read([newer.check])).get(newer.check)?.reason, 'healthy')
  })

  it('is read with hundreds of others', async () => {
    const states = Array.from({ length: 205 }, (_, index) => aState({ check: `many/${index}` }))
    await Promise.all(states.map((state) => table.write(state)))
    const read = await table.read([...states.map(({ check }) => check), 'many/none'])
    assert.equal(read.size, 205)
  })

  it('is an error if the table does not answer, not an absence', async () => {
    lab.inject({ operation: 'BatchGetItem', times: 1, fault: { error: 'InternalServerError', status: 500 } })
    await assert.rejects(table.read(['production/first']))
    lab.inject({ operation: 'PutItem', times: 1, fault: { error: 'InternalServerError', status: 500 } })
    await assert.rejects(table.write(aState({ check: 'production/first', revision: 9 })))
  })
})

describe('the note that a credential was valid', () => {
  it('is found by the name of the credential, among hundreds, and can be written again', async () => {
    const names = Array.from({ length: 205 }, (_, index) => `secrets-manager team/${index} []`)
    assert.deepEqual(await table.worked(names), new Set())
    for (const name of [names[7], names[7], names[200]]) await table.noteWorked(name ?? '')
    assert.deepEqual(await table.worked([...names, names[7] ?? '']), new Set([names[7], names[200]]))
  })

  it('is an error if the table does not answer, not an absence', async () => {
    lab.inject({ operation: 'BatchGetItem', times: 1, fault: { error: 'InternalServerError', status: 500 } })
    await assert.rejects(table.worked(['a']))
  })
})

describe('the checks with a pending message', () => {
  const waiting = aState({ check: 'pending/waiting', pending: [pendingMessage('open')] })
  const scans = () => lab.calls.filter(({ operation }) => operation === 'Scan').length

  it('are listed until it is delivered, and no other check is', async () => {
    assert.deepEqual(await table.pending(), [])
    await table.write(waiting)
    await table.write(aState({ check: 'pending/done', pending: [] }))
    assert.deepEqual(await table.pending(), [waiting.check])
    await table.write({ ...waiting, revision: waiting.revision + 1, pending: [] })
    assert.deepEqual(await table.pending(), [])
  })

  it('are one request if there are none, whatever the number of checks', async () => {
    const before = scans()
    await table.pending()
    assert.equal(scans() - before, 1)
  })

  it('are an error if the index does not answer, not an empty list', async () => {
    lab.inject({ operation: 'Scan', times: 1, fault: { error: 'InternalServerError', status: 500 } })
    await assert.rejects(table.pending())
  })
})

describe('the record of a batch', () => {
  it('is found by its number and among those of its cadence', async () => {
    const records = [aRecord(0), aRecord(1, { judged: 7 }), aRecord(12)]
    for (const record of records) await table.writeBatch(record)
    assert.deepEqual(await table.readBatch('5m', 1), records[1])
    assert.deepEqual(await table.readBatches('5m'), records)
    assert.deepEqual(await table.readBatches('5'), [])
    assert.equal(await table.readBatch('1h', 0), null)
  })

  it('is replaced by one of the same tick or of a newer one, and never by an older one', async () => {
    const of = (tick: number, judged: number) => aRecord(0, { cadence: '1m', tick, judged })
    for (const record of [of(nowMs, 1), of(nowMs, 2), of(nowMs + 1, 3), of(nowMs, 4)]) await table.writeBatch(record)
    assert.equal((await table.readBatch('1m', 0))?.judged, 3)
  })
})

describe('the record of a tick', () => {
  it('is found by its cadence, and is never replaced by an older one', async () => {
    await table.writeTick(aTick({ tick: nowMs }))
    await table.writeTick(aTick({ tick: nowMs - 1, checks: 99 }))
    assert.deepEqual(await table.readTick('5m'), aTick({ tick: nowMs }))
    assert.equal(await table.readTick('1h'), null)
  })
})
