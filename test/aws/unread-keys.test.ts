import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { describe, it, type TestContext } from 'node:test'
import { openTable } from '../../functions/aws/table.ts'
import { closeServer, listenOnLoopback } from '../../local/loopback.ts'
import { dynamoDbClient } from '../local/aws/clients.ts'
import { aState } from '../support/verdict.ts'

const tableName = 'state'
const states = Array.from({ length: 6 }, (_, index) => aState({ check: `production/${index}` }))
const checks = states.map(({ check }) => check)

type Asked = { readonly Keys: readonly { readonly pk: { readonly S: string } }[]; readonly ConsistentRead: boolean }

/** A DynamoDB that reads the first `perRequest` keys of each request and leaves the others unread. */
async function aBusyTable(t: TestContext, perRequest: number) {
  const requests: Asked[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const asked: Asked = JSON.parse(Buffer.concat(parts).toString('utf8')).RequestItems[tableName]
    requests.push(asked)
    const items = asked.Keys.slice(0, perRequest).map(({ pk }) => {
      const state = states.find(({ check }) => pk.S === `check#${check}`)
      return { pk, body: { S: JSON.stringify(state) } }
    })
    const left = asked.Keys.slice(perRequest)
    const unread = left.length === 0 ? {} : { [tableName]: { ...asked, Keys: left } }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ Responses: { [tableName]: items }, UnprocessedKeys: unread }))
  })
  const url = await listenOnLoopback(server)
  const client = dynamoDbClient(url)
  t.after(async () => {
    client.destroy()
    await closeServer(server)
  })
  const pausesMs: number[] = []
  const sleep = async (milliseconds: number) => void pausesMs.push(milliseconds)
  return { table: openTable(client, tableName, { sleep }), requests, pausesMs }
}

describe('keys that DynamoDB leaves unread', () => {
  it('are requested again, without the others', async (t) => {
    const { table, requests } = await aBusyTable(t, 4)
    assert.deepEqual([...(await table.read(checks)).values()], states)
    const asked = requests.map(({ Keys }) => Keys.map(({ pk }) => pk.S))
    const keys = checks.map((check) => `check#${check}`)
    assert.deepEqual(asked, [keys, keys.slice(4)])
    assert.deepEqual(
      requests.map(({ ConsistentRead }) => ConsistentRead),
      [true, true],
    )
  })

  it('may take five requests', async (t) => {
    const { table, requests } = await aBusyTable(t, 1)
    assert.equal((await table.read(checks.slice(0, 5))).size, 5)
    assert.equal(requests.length, 5)
  })

  it('are requested again after pauses that double, each shortened by up to half at random', async (t) => {
    const { table, pausesMs } = await aBusyTable(t, 1)
    await table.read(checks.slice(0, 5))
    const longestMs = [50, 100, 200, 400]
    assert.equal(pausesMs.length, longestMs.length)
    for (const [index, ms] of pausesMs.entries()) {
      const most = longestMs[index] ?? 0
      assert.ok(ms >= most / 2 && ms <= most, `${ms} ms`)
    }
  })

  it('need no pause when none are left', async (t) => {
    const { table, pausesMs } = await aBusyTable(t, 6)
    await table.read(checks)
    assert.deepEqual(pausesMs, [])
  })

  it('are an error after five requests, so that no check is treated as new', async (t) => {
    const { table, requests } = await aBusyTable(t, 1)
    await assert.rejects(table.read(checks), { message: 'DynamoDB left keys unread in 5 requests' })
    assert.equal(requests.length, 5)
  })
})
