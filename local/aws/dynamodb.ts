import { EventEmitter } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import dynalite from 'dynalite'
import { z } from 'zod'
import { type AwsAnswer, type Endpoint, startEndpoint } from './endpoint.ts'
import { parse, refusalAnswer, targetOf } from './json.ts'

export type DynamoDb = Endpoint & {
  /** A table on demand with the string keys `pk` and `sk`, and the index of pending messages; ready for use when the promise resolves. */
  readonly createTable: (name: string) => Promise<void>
}

/** A request as dynalite reads it. */
type Asked = {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string | Buffer
}

/** dynalite, behind an endpoint that counts calls and injects faults. It does not know the TTL calls. */
export async function startDynamoDb({ now = Date.now }: { now?: () => number } = {}): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 1 })
  const endpoint = await startEndpoint(
    {
      read: (request, body) => ({ operation: targetOf(request), input: parse(body) }),
      answer: ({ request, body }) => answerOf(server, { headers: request.headers, body }),
      refuse: (refusal) => refusalAnswer(refusal, { 'content-type': 'application/x-amz-json-1.0' }),
    },
    now,
  )
  return { ...endpoint, createTable: (name) => createTable(server, name) }
}

/** Hands a request to dynalite's own server, which listens nowhere: its store is in memory, and a second connection would only cost time. */
function answerOf(server: Server, { headers, body }: Asked): Promise<AwsAnswer> {
  const { promise, resolve } = Promise.withResolvers<AwsAnswer>()
  const request = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers })
  const answered: Record<string, string> = {}
  const response = {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      answered[name.toLowerCase()] = String(value)
    },
    end(text: string) {
      const passedOn = Object.entries(answered).filter(([name]) => name === 'x-amz-crc32' || name === 'content-type')
      resolve({ status: response.statusCode, headers: Object.fromEntries(passedOn), body: text })
    },
  }
  server.emit('request', request, response)
  request.emit('data', body)
  request.emit('end')
  return promise
}

/** The lab's own calls go past the endpoint: they are not counted and meet no fault. */
async function createTable(server: Server, TableName: string): Promise<void> {
  await call(server, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'pendingOf', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'pending',
        KeySchema: [{ AttributeName: 'pendingOf', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  await untilActive(server, TableName)
}

const described = z.object({
  Table: z.object({
    TableStatus: z.string(),
    GlobalSecondaryIndexes: z.array(z.object({ IndexStatus: z.string() })),
  }),
})

async function untilActive(server: Server, TableName: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { Table } = described.parse(await call(server, 'DescribeTable', { TableName }))
    const indexes = Table.GlobalSecondaryIndexes
    if (Table.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return
    await delay(5)
  }
  throw new Error(`table ${TableName} did not become active`)
}

async function call(server: Server, operation: string, input: object): Promise<unknown> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=lab, SignedHeaders=host, Signature=lab',
  }
  const { status, body } = await answerOf(server, { headers, body: JSON.stringify(input) })
  if (status !== 200) throw new Error(`dynalite refuses ${operation}: ${body}`)
  return JSON.parse(String(body))
}
