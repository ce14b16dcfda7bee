import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type AttributeValue, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { openAnnouncements, openAnnouncer } from '../../functions/aws/announced-messages.ts'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openShadow } from '../../functions/aws/shadow.ts'
import { openTable } from '../../functions/aws/table.ts'
import { openedStorm, withEnds, withMembers } from '../../functions/core/alerting/incidents/storm-members.ts'
import { messageOf } from '../../functions/core/alerting/page-message.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import { leaveToAws } from '../../functions/core/tick/managed-secrets.ts'
import { openTick } from '../../functions/core/tick/open-tick.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aDeployment } from '../support/check.ts'
import { itemBarBytes, itemBytes } from '../support/item-size.ts'
import { nowMs } from '../support/reading.ts'
import { manyChecks } from '../support/simulation.ts'
import { aPlace } from '../support/stores.ts'

const count = 3_000
/** As many checks as a large deployment has, with the longest names that a config may hold. */
const keys = Array.from(
  { length: count },
  (_, at): CheckKey => `${'e'.repeat(63)}/${'c'.repeat(58)}-${String(at).padStart(4, '0')}`,
)
const checks = manyChecks(count).map((check, at) => ({ ...check, key: keys[at] ?? check.key }))

let lab: DynamoDb
let client: DynamoDBClient
let table: string
let tables = 0
before(async () => {
  lab = await startDynamoDb()
  client = dynamoDbClient(lab.url)
})
beforeEach(async () => {
  tables += 1
  table = `state-${tables}`
  await lab.createTable(table)
})
after(async () => {
  client.destroy()
  await lab.close()
})

async function items(): Promise<readonly Record<string, AttributeValue>[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))
  return Items
}

async function assertSmall(): Promise<void> {
  const sizes = (await items()).map(itemBytes)
  assert.ok(sizes.length > 0)
  assert.ok(Math.max(...sizes) < itemBarBytes, `${Math.max(...sizes)} bytes`)
}

describe('an item of the table stays small', () => {
  it('for the deaths of a provider: those that one item has no room for are in the next', async () => {
    const { addDead, deadIn } = openConditions(client, table)
    const window = { provider: 'api.example', name: '0#1994', forgetAt: nowMs }
    for (let start = 0; start < count; start += 50) await addDead(window, keys.slice(start, start + 50), 50)
    const again = await addDead(window, keys.slice(0, 50), 0)
    assert.deepEqual([again.dead.length, again.judged], [count, count])
    assert.deepEqual(await deadIn(window), again)
    assert.deepEqual((await deadIn({ provider: 'api.example', name: '0#199' })).dead, [])
    await assertSmall()
  })

  it('for a storm: members without room are counted', async () => {
    const deployment = aDeployment(checks)
    const options = { openedAt: nowMs, revision: 1, watched: count, pagedAlone: new Set<CheckKey>(), deployment }
    const opened = openedStorm('api.example', keys.slice(0, 40), { ...options, cause: { by: 'ends', name: 'x' } })
    const ends = Object.fromEntries(keys.map((key) => [key, nowMs / 1_000]))
    const storm = withEnds(withMembers(opened, keys, deployment), ends)
    assert.equal(await openConditions(client, table).put(storm, null), true)
    assert.equal((storm.members?.length ?? 0) + (storm.more ?? 0), count)
    assert.equal(storm.bad, count)
    await assertSmall()
  })

  const sink = (log: LogEvent[] = []) => ({
    deployment: aDeployment(checks),
    records: openTable(client, table),
    enqueue: async () => {},
    log: (event: LogEvent) => void log.push(event),
    now: () => nowMs,
  })

  it('for what a tick carries on from the one before: what has no room is logged, and nothing is rotated on it', async () => {
    const log: LogEvent[] = []
    const opening = {
      cadence: '5m',
      spreadSeconds: 0,
      checks,
      versionIds: new Map(),
      subscriptions: null,
      leftToAws: keys,
      wiring: new Map(keys.map((key) => [key, 'unwired' as const])),
      absent: new Map(keys.map((key) => [key, nowMs])),
      hosts: new Map(),
      missing: new Set<CheckKey>(),
    }
    await openTick(opening, sink(log))
    await assertSmall()
    const last = await openTable(client, table).readTick('5m')
    assert.equal(last?.isCut, true)
    assert.deepEqual(log, [{ event: 'fault', where: 'tick record', code: 'lists_cut', check: null }])
    assert.deepEqual(
      leaveToAws(checks, null, last, () => assert.fail('nothing is new')),
      keys,
    )
    await openTick({ ...opening, leftToAws: keys.slice(0, 2), wiring: new Map(), absent: new Map() }, sink())
    const whole = await openTable(client, table).readTick('5m')
    assert.equal(whole?.isCut, undefined)
    assert.deepEqual(
      leaveToAws(checks, null, whole, () => {}),
      keys.slice(0, 2),
    )
  })

  it('for the messages of one tick: each is known by its announcement', async () => {
    const messages = Array.from({ length: count }, (_, batch) => ({ batch }))
    const bodies = await openAnnouncer(client, table, () => nowMs)(messages)
    await assertSmall()
    const isOurs = openAnnouncements(client, table)
    assert.deepEqual(await Promise.all([bodies[0], bodies.at(-1)].map((body) => isOurs(body ?? ''))), [true, true])
    assert.equal(await isOurs(`${bodies[0]} `), false)
  })

  it('for a message in the shadow: each owner has a check there, and the others are counted', async () => {
    const members = keys.map((key, at) => ({ key, owner: `team ${at % 7}` }))
    const storm = openedStorm('api.example', keys, {
      cause: { by: 'shadow', name: 'api.example' },
      openedAt: nowMs,
      revision: 1,
      watched: count,
      pagedAlone: new Set(),
      deployment: aDeployment(checks),
    })
    const { shadow = assert.fail('no shadow') } = messageOf(
      { about: 'storm', kind: 'open', storm, members, at: nowMs },
      aPlace,
    )
    const stored = openShadow(client, table)
    await stored.record(shadow)
    await assertSmall()
    const [kept] = await stored.since(nowMs, nowMs)
    assert.equal(kept?.more, count - (kept?.checks.length ?? 0))
    assert.equal(new Set(kept?.checks.map(({ owner }) => owner)).size, 7)
  })
})

describe('a window of deaths that nobody of us wrote', () => {
  it('counts nothing, is reported once, and is replaced by what dies', async () => {
    const reported: string[] = []
    const { addDead, deadIn } = openConditions(client, table, { onUnreadable: (partition) => reported.push(partition) })
    const bad = { pk: { S: 'dead#api.example' }, sk: { S: '0#7' }, checks: { S: 'everything' }, judged: { S: 'all' } }
    await client.send(new PutItemCommand({ TableName: table, Item: bad }))
    const window = { provider: 'api.example', name: '0#7', forgetAt: nowMs }
    assert.deepEqual(await deadIn(window), { dead: [], judged: 0 })
    for (let times = 0; times < 2; times += 1)
      assert.deepEqual(await addDead(window, keys.slice(0, 1), 1), { dead: keys.slice(0, 1), judged: times + 1 })
    assert.deepEqual(reported, ['dead#api.example'])
  })

  it('counts no name that is none, and no number that is none', async () => {
    const { deadIn } = openConditions(client, table)
    const names = { SS: ['no key', 'production/ci-bot', '/'] }
    const bad = { pk: { S: 'dead#api.example' }, sk: { S: '0#8' }, checks: names, judged: { N: '-7' } }
    await client.send(new PutItemCommand({ TableName: table, Item: bad }))
    assert.deepEqual(await deadIn({ provider: 'api.example', name: '0#8' }), { dead: ['production/ci-bot'], judged: 0 })
  })
})
