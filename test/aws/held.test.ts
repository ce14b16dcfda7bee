import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openTable } from '../../functions/aws/table.ts'
import { isHeldNow } from '../../functions/core/rotation/held-now.ts'
import { experimentKey } from '../../functions/core/state/table-keys.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aCheck, aDeployment } from '../support/check.ts'
import { nowMs } from '../support/reading.ts'

let lab: DynamoDb
before(async () => {
  lab = await startDynamoDb()
})
after(() => lab.close())

const check = aCheck({})
const other = aCheck({ id: 'other', provider: 'other.example' })

/** The question over stores of their own. */
async function openSources(table: string) {
  await lab.createTable(table)
  const client = dynamoDbClient(lab.url)
  const conditions = openConditions(client, table)
  const states = openTable(client, table)
  const isHeld = (asked = check, atMs = nowMs) =>
    isHeldNow(asked, { deployment: aDeployment([check, other]), conditions, states, now: () => atMs })
  return { client, conditions, isHeld }
}

describe('automatic repairs of a check', () => {
  it('are not held while nothing is stored', async () => {
    const { isHeld } = await openSources('empty')
    assert.equal(await isHeld(), false)
  })

  it('are held while its provider is marked unreliable, and for that provider alone', async () => {
    const { conditions, isHeld } = await openSources('unreliable')
    const mark = { kind: 'unreliable', id: check.provider, revision: 1, since: nowMs, until: nowMs + 1_000 } as const
    assert.equal(await conditions.put(mark, nowMs + 2_000), true)
    assert.deepEqual([await isHeld(), await isHeld(other), await isHeld(check, nowMs + 1_000)], [true, false, false])
  })

  it('are held in an alert storm, until it is cleared', async () => {
    const { conditions, isHeld } = await openSources('storm')
    const storm = {
      kind: 'storm',
      id: check.provider,
      revision: 1,
      openedAt: nowMs,
      bad: 3,
      of: 4,
      sample: [check.key],
      environments: [check.environment],
      cleared: null,
      reminders: 0,
      pending: [],
    } as const
    assert.equal(await conditions.put(storm, null), true)
    assert.deepEqual([await isHeld(), await isHeld(other)], [true, false])
    const cleared = { ...storm, revision: 2, cleared: { by: 'sam', at: nowMs } }
    assert.equal(await conditions.put(cleared, null), true)
    assert.equal(await isHeld(), false)
  })

  it('are held while an experiment holds the check, until its lease ends', async () => {
    const { client, isHeld } = await openSources('experiment')
    const lease = { runId: 'run', checks: [check.key], until: nowMs + 1_000 }
    const key = { pk: { S: experimentKey.partition }, sk: { S: experimentKey.sort } }
    await client.send(
      new PutItemCommand({ TableName: 'experiment', Item: { ...key, body: { S: JSON.stringify(lease) } } }),
    )
    assert.deepEqual([await isHeld(), await isHeld(other), await isHeld(check, nowMs + 1_000)], [true, false, false])
  })
})
