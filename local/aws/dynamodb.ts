import { setTimeout as delay } from 'node:timers/promises'
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { Pool } from 'undici'
import { closeServer, listenOnLoopback } from '../loopback.ts'
import { region } from './account.ts'
import { type AwsAnswer, type AwsExchange, type Endpoint, startEndpoint } from './endpoint.ts'
import { parse, refusalAnswer, targetOf } from './json.ts'

export type DynamoDb = Endpoint & {
  /** A table on demand with the string keys `pk` and `sk`, and the index of pending messages; ready for use when the promise resolves. */
  readonly createTable: (name: string) => Promise<void>
}

const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' }

/** dynalite, behind an endpoint that counts calls and injects faults. It does not know the TTL calls. */
export async function startDynamoDb({ now = Date.now }: { now?: () => number } = {}): Promise<DynamoDb> {
  const server = dynalite({ createTableMs: 1 })
  const url = await listenOnLoopback(server)
  const pool = new Pool(url)
  const client = new DynamoDBClient({ endpoint: url, region, credentials })
  const endpoint = await startEndpoint(
    {
      read: (request, body) => ({ operation: targetOf(request), input: parse(body) }),
      answer: (exchange) => forward(pool, exchange),
      refuse: (refusal) => refusalAnswer(refusal, { 'content-type': 'application/x-amz-json-1.0' }),
    },
    now,
  )
  return {
    ...endpoint,
    createTable: (name) => createTable(client, name),
    async close() {
      await endpoint.close()
      client.destroy()
      await pool.destroy()
      await closeServer(server)
    },
  }
}

async function forward(pool: Pool, { request, body }: AwsExchange): Promise<AwsAnswer> {
  const {
    statusCode,
    headers,
    body: answered,
  } = await pool.request({
    method: 'POST',
    path: '/',
    headers: {
      authorization: request.headers.authorization ?? '',
      'content-type': request.headers['content-type'] ?? '',
      'x-amz-date': String(request.headers['x-amz-date']),
      'x-amz-target': String(request.headers['x-amz-target']),
    },
    body,
  })
  const passedOn = Object.entries(headers).filter(([name]) => name === 'x-amz-crc32' || name === 'content-type')
  const passedOnHeaders = Object.fromEntries(passedOn.map(([name, value]) => [name, String(value)]))
  return { status: statusCode, headers: passedOnHeaders, body: Buffer.from(await answered.arrayBuffer()) }
}

/** Goes to dynalite itself: the lab's own calls are not counted and meet no fault. */
async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
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
    }),
  )
  await untilActive(client, name)
}

async function untilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }))
    const indexes = Table?.GlobalSecondaryIndexes ?? []
    if (Table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return
    await delay(5)
  }
  throw new Error(`table ${TableName} did not become active`)
}
