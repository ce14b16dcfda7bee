import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type AttributeValue, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { assumptions } from '../../cli/cost/prices.ts'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openCheckHistory } from '../../functions/aws/history.ts'
import { openTable } from '../../functions/aws/table.ts'
import { keyOf } from '../../functions/aws/table-item.ts'
import { openStatelessPager } from '../../functions/core/alerting/incidents/stateless-paging.ts'
import { reasons } from '../../functions/core/model/reason.ts'
import { type EndedIncident, historyAfter, historyWithEnded, newHistory } from '../../functions/core/state/history.ts'
import {
  boundsOf,
  dayMs,
  heldBy,
  historyRetentionMs,
  monthsBetween,
  newMonth,
  wholeHistory,
  withHistory,
} from '../../functions/core/state/history-month.ts'
import { uptimeOf } from '../../functions/core/state/uptime.ts'
import { runBatch } from '../../functions/core/tick/batch.ts'
import { type DynamoDb, startDynamoDb } from '../../local/aws/dynamodb.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aMessage } from '../support/batch-record.ts'
import { aDeployment } from '../support/check.ts'
import { itemBarBytes, itemBytes } from '../support/item-size.ts'
import { good, probing } from '../support/probing-api.ts'
import { openAudience } from '../support/stores.ts'

const check = 'production/billing'
const december = '2026-12'

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

const { start } = boundsOf(december)
const aMonth = () => withHistory(newMonth(check, december), newHistory(start, 'healthy'), start + dayMs)

describe('the months of a check in the table', () => {
  it('are read as they were written, and forgotten 400 days after their end', async () => {
    const { readMonths, writeMonth } = openCheckHistory(client, table)
    assert.equal(await writeMonth(aMonth()), true)
    assert.deepEqual(await readMonths([check], ['2026-11', december]), [aMonth()])
    const [item] = await items()
    assert.equal(item?.['forgetAt']?.N, String((Date.UTC(2027, 0, 1) + 400 * dayMs) / 1_000))
    assert.equal(historyRetentionMs, 400 * dayMs)
  })

  it('are written once for each revision', async () => {
    const { writeMonth } = openCheckHistory(client, table)
    assert.deepEqual([await writeMonth(aMonth()), await writeMonth(aMonth())], [true, false])
  })

  it('are read for more checks than one request takes', async () => {
    const { readMonths, writeMonth } = openCheckHistory(client, table)
    const checks = Array.from({ length: 130 }, (_, at) => `production/check-${at}` as const)
    for (const one of checks) await writeMonth({ ...aMonth(), check: one })
    const found = await readMonths(checks, monthsBetween(Date.UTC(2026, 8, 1), start))
    assert.deepEqual(new Set(found.map((month) => month.check)), new Set(checks))
  })

  const bad = [
    ['a tally that is longer than its day', { days: { 1: [dayMs, 1, 0, 0] } }],
    ['a day that no month has', { days: { 32: [1, 0, 0, 0] } }],
    ['time that runs out of the month', { until: Date.UTC(2027, 0, 1) + 1 }],
    ['a reason that nobody knows', { changes: [{ at: start, from: start, to: 'fine' }] }],
    ['the name of another check', { check: 'production/other' }],
  ] as const
  for (const [what, change] of bad)
    it(`cost only themselves if one cannot be read: ${what}`, async () => {
      const heard: string[] = []
      const { readMonths, writeMonth } = openCheckHistory(client, table, { onUnreadable: (one) => heard.push(one) })
      const november = newMonth(check, '2026-11')
      await writeMonth({ ...november, revision: 1 })
      const body = { S: JSON.stringify({ ...aMonth(), ...change }) }
      const key = keyOf(`history#${check}`, december)
      await client.send(new PutItemCommand({ TableName: table, Item: { ...key, body, revision: { N: '1' } } }))
      assert.deepEqual(await readMonths([check], ['2026-11', december]), [{ ...november, revision: 1 }])
      assert.deepEqual(heard, [`history#${check}`])
      assert.equal(await writeMonth(aMonth()), true)
      assert.deepEqual(await readMonths([check], [december]), [aMonth()])
    })

  it('of a later version are neither set aside nor overwritten', async () => {
    const heard: string[] = []
    const { readMonths, writeMonth } = openCheckHistory(client, table, { onUnreadable: (one) => heard.push(one) })
    const body = { S: JSON.stringify({ schema: 2, check, month: december, revision: 1, other: 'shape' }) }
    const key = keyOf(`history#${check}`, december)
    const order = { revision: { N: '1' }, schema: { N: '2' } }
    await client.send(new PutItemCommand({ TableName: table, Item: { ...key, body, ...order } }))
    const months = await readMonths([check], [december])
    assert.deepEqual(wholeHistory(months, { check, history: newHistory(start, 'healthy') }, start + dayMs), [])
    assert.equal(await writeMonth({ ...aMonth(), revision: 9 }), false)
    assert.deepEqual(heard, [])
  })

  it('stay small when a check changes at every tick of a month, with an incident each time', async () => {
    const { writeMonth } = openCheckHistory(client, table)
    let history = newHistory(start, 'healthy')
    let month = newMonth(check, december)
    const ended: EndedIncident = {
      openedAt: start,
      endedAt: start,
      endedBy: 'healthy',
      severity: 'page',
      reason: 'rejected',
      detail: 'd'.repeat(500),
      notified: 'page',
      suppressedBy: null,
      acknowledged: { by: 'a'.repeat(100), at: start },
    }
    for (let at = start + 300_000; at < start + 31 * dayMs; at += 300_000) {
      const reason = reasons[(at / 300_000) % reasons.length] ?? 'healthy'
      const judged = historyAfter(history, { at, reason, before: null, everySeconds: 300, ended: null })
      history = historyWithEnded(judged, { ...ended, endedAt: at })
      if (history.changes.length >= 24) {
        month = withHistory(month, history, at)
        history = heldBy(history, at)
      }
    }
    await writeMonth(month)
    const [item = assert.fail('nothing was written')] = await items()
    assert.ok(itemBytes(item) < itemBarBytes, `${itemBytes(item)} bytes`)
    assert.ok(month.leftOut > 0 && month.endedLeftOut > 0)
    assert.ok(JSON.stringify(history).length < 30_000)
    const { notJudgedMs } = uptimeOf(
      wholeHistory([month], { check, history }, start + 31 * dayMs),
      31,
      start + 31 * dayMs,
    )
    assert.ok(notJudgedMs <= 300_000, `${notJudgedMs} ms are lost`)
  })
})

describe('a check that is judged on the table for five weeks', () => {
  it('takes the units that the cost counts, and no others', () =>
    probing(good, async ({ check: given, prober }) => {
      const watched = { ...given, everySeconds: 21_600 }
      const puts: number[] = []
      const counted = dynamoDbClient(lab.url)
      counted.middlewareStack.add((next) => async (args) => {
        const { Item: item } = args.input as { Item?: Record<string, AttributeValue> }
        const isHistory =
          item?.['pk']?.S?.startsWith('history#') === true || item?.['pk']?.S?.startsWith('check#') === true
        if (item !== undefined && isHistory) puts.push(Math.ceil(itemBytes(item) / 1_024))
        return next(args)
      })
      const stored = openTable(counted, table)
      const history = openCheckHistory(counted, table)
      const startMs = (Math.floor(Date.now() / dayMs) - 36) * dayMs
      const days = 35
      for (let tick = startMs; tick <= startMs + days * dayMs; tick += 21_600_000)
        await runBatch(aMessage([watched.key], { tick, cadence: '6h' }), {
          ...prober.dependencies,
          ...openAudience(),
          deployment: aDeployment([watched]),
          states: stored,
          records: stored,
          conditions: openConditions(counted, table),
          history,
          statelessPager: openStatelessPager(async () => undefined),
          now: () => tick,
          remainingMs: () => 300_000,
        })
      counted.destroy()
      const units = puts.reduce((sum, one) => sum + one, 0)
      assert.ok(units <= (days + 2) * assumptions.historyWritesPerDay, `${units} units in ${days} days`)
      assert.ok(units >= days * 2, 'each day is written')
      const nowMs = startMs + days * dayMs
      const months = await history.readMonths([watched.key], monthsBetween(startMs, nowMs))
      const state = (await stored.read([watched.key])).get(watched.key) ?? assert.fail('no state')
      const { uptime, validMs } = uptimeOf(wholeHistory(months, state, nowMs), 90, nowMs)
      assert.deepEqual([uptime, validMs], [1, days * dayMs])
    }))
})
