import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openTable } from '../../functions/aws/table.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Condition, ConditionStore } from '../../functions/core/state/conditions.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { nowMs } from '../support/reading.ts'
import { aState } from '../support/verdict.ts'

let lab: DynamoDb
let conditions: ConditionStore
before(async () => {
  lab = await startDynamoDb()
  await lab.createTable('state')
  conditions = openConditions(dynamoDbClient(lab.url), 'state')
})
after(() => lab.close())

const silence = (id: string, overrides: { readonly revision?: number; readonly by?: string } = {}): Condition => ({
  kind: 'silence',
  id,
  revision: 1,
  covers: { tag: 'blue' },
  from: nowMs,
  until: nowMs + 1,
  by: 'sam',
  reason: 'a move',
  ...overrides,
})

describe('a condition', () => {
  it('is read as it was written, all at once', async () => {
    assert.deepEqual(await conditions.all(), [])
    const markUnreliable = {
      kind: 'unreliable',
      id: 'api.example',
      revision: 1,
      since: nowMs,
      until: nowMs + 1,
    } as const
    for (const one of [silence('first'), markUnreliable]) assert.equal(await conditions.put(one, nowMs), true)
    assert.deepEqual(await conditions.all(), [silence('first'), markUnreliable])
  })

  it('is written by only one of several writers that start from the same revision', async () => {
    const won = await Promise.all(['a', 'b', 'c'].map((by) => conditions.put(silence('raced', { by }), null)))
    assert.deepEqual(won.toSorted(), [false, false, true])
  })

  it('has its expiry for DynamoDB in epoch seconds, or none', async () => {
    await conditions.put(silence('brief'), nowMs)
    await conditions.put(silence('lasting'), null)
    assert.deepEqual(
      [await forgetAt('silence#brief'), await forgetAt('silence#lasting')],
      [String(nowMs / 1_000), undefined],
    )
  })

  async function forgetAt(sk: string): Promise<string | undefined> {
    const client = dynamoDbClient(lab.url)
    const Key = { pk: { S: 'conditions' }, sk: { S: sk } }
    const { Item: item } = await client.send(new GetItemCommand({ TableName: 'state', Key }))
    client.destroy()
    return item?.['forgetAt']?.N
  }
})

describe('the tokens of a provider that died in a window', () => {
  const keys = Array.from({ length: 40 }, (_, index): CheckKey => `production/check-${index}`)
  const window = { provider: 'api.example', name: '0#1', forgetAt: nowMs }

  it('are all kept, whoever adds them at the same time, and each once', async () => {
    await Promise.all(keys.map((key) => conditions.addDead(window, [key, 'production/common'], 10)))
    const { dead: all, judged } = await conditions.addDead(window, ['production/common'], 0)
    assert.equal(judged, keys.length * 10)
    assert.deepEqual([...all].toSorted(), [...keys, 'production/common'].toSorted())
    assert.deepEqual((await conditions.deadIn(window)).dead.toSorted(), [...all].toSorted())
  })

  it('are absent from another window and from another provider', async () => {
    assert.deepEqual(await conditions.deadIn({ ...window, name: '0#2' }), { dead: [], judged: 0 })
    assert.deepEqual(await conditions.deadIn({ ...window, provider: 'other.example' }), { dead: [], judged: 0 })
  })
})

describe('the state of a check', () => {
  it('is not overwritten if a later version wrote it, whatever its revision', async () => {
    const table = openTable(dynamoDbClient(lab.url), 'state')
    const newer = { ...aState({ check: 'production/newer' }), schema: 99 }
    assert.equal(await table.write(newer), true)
    assert.equal(await table.write(aState({ check: 'production/newer', revision: 7 })), false)
    assert.deepEqual((await table.read([newer.check])).get(newer.check), newer)
  })
})
