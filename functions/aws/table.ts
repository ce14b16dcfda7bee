import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import type { BatchRecord, RecordStore, TickRecord } from '../core/batch-record.ts'
import type { CheckKey } from '../core/check.ts'
import type { MonitorState, MonitorStore } from '../core/monitor.ts'
import type { CheckState, StateStore } from '../core/state.ts'
import { tableKeys } from '../core/table-keys.ts'

/** Names of the one table's attributes; `body` holds the item as JSON, the rest is what conditions and queries look at. */
const attribute = { ...tableKeys, body: 'body', revision: 'revision', tick: 'tick' } as const

/** BatchGetItem's own limit (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html). */
const keysPerRead = 100

type Key = { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } }

const keyOf = (partition: string, sort: string): Key => ({ pk: { S: partition }, sk: { S: sort } })
const stateKey = (check: CheckKey): Key => keyOf(`check#${check}`, 'state')
const batchKey = (cadence: string, batch: number): Key =>
  keyOf(`cadence#${cadence}`, `batch#${String(batch).padStart(4, '0')}`)
const tickKey = (cadence: string): Key => keyOf(`cadence#${cadence}`, 'tick')
const monitorKey = keyOf('monitor', 'state')

/** Check states, batch records and the monitor's own state in one DynamoDB table. */
export function openTable(client: DynamoDBClient, tableName: string): StateStore & RecordStore & MonitorStore {
  const get = async <Item>(key: Key): Promise<Item | null> => {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    )
    return parseBody<Item>(item?.[attribute.body]?.S)
  }
  return {
    async read(checks) {
      const states = new Map<CheckKey, CheckState>()
      for (let start = 0; start < checks.length; start += keysPerRead) {
        const keys = checks.slice(start, start + keysPerRead).map(stateKey)
        for (const state of await readMany<CheckState>(client, tableName, keys)) states.set(state.check, state)
      }
      return states
    },
    write: (state) => putIf(client, tableName, stateKey(state.check), state, { revision: state.revision }),
    readBatch: (cadence, batch) => get<BatchRecord>(batchKey(cadence, batch)),
    readTick: (cadence) => get<TickRecord>(tickKey(cadence)),
    readBatches: (cadence) => queryBatches(client, tableName, cadence),
    readMonitor: () => get<MonitorState>(monitorKey),
    writeMonitor: (state) => putIf(client, tableName, monitorKey, state, { revision: state.revision }),
    async writeBatch(record) {
      await putIf(client, tableName, batchKey(record.cadence, record.batch), record, { tick: record.tick })
    },
    async writeTick(record) {
      await putIf(client, tableName, tickKey(record.cadence), record, { tick: record.tick })
    },
  }
}

/** The boundary with our own table: what stands there was written by `putIf`. */
function parseBody<Item>(body: string | undefined): Item | null {
  return body === undefined ? null : (JSON.parse(body) as Item)
}

/** Keys that DynamoDB left over under load are asked for again, a bounded number of times. */
async function readMany<Item>(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Key[],
): Promise<readonly Item[]> {
  const found: Item[] = []
  let wanted: readonly Record<string, { S: string }>[] = keys
  for (let round = 0; wanted.length > 0; round += 1) {
    if (round === 5) throw new Error('the table left keys unread five times')
    const request = { [tableName]: { Keys: [...wanted], ConsistentRead: true } }
    const { Responses: responses, UnprocessedKeys: unread } = await client.send(
      new BatchGetItemCommand({ RequestItems: request }),
    )
    for (const item of responses?.[tableName] ?? []) {
      const parsed = parseBody<Item>(item[attribute.body]?.S)
      if (parsed !== null) found.push(parsed)
    }
    wanted = (unread?.[tableName]?.Keys ?? []) as readonly Record<string, { S: string }>[]
  }
  return found
}

type Order = { readonly revision: number } | { readonly tick: number }

/** Writes unless the table already holds something as new; false when it does. */
async function putIf(
  client: DynamoDBClient,
  tableName: string,
  key: Key,
  body: CheckState | BatchRecord | TickRecord | MonitorState,
  order: Order,
): Promise<boolean> {
  const [name, value] = 'revision' in order ? [attribute.revision, order.revision] : [attribute.tick, order.tick]
  // A state follows exactly one revision; a record may be written again for its own tick, as a redelivery does.
  const condition =
    'revision' in order ? 'attribute_not_exists(pk) OR #order < :order' : 'attribute_not_exists(pk) OR #order <= :order'
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { ...key, [name]: { N: String(value) }, [attribute.body]: { S: JSON.stringify(body) } },
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#order': name },
        ExpressionAttributeValues: { ':order': { N: String(value) } },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

async function queryBatches(
  client: DynamoDBClient,
  tableName: string,
  cadence: string,
): Promise<readonly BatchRecord[]> {
  const records: BatchRecord[] = []
  let start: Record<string, { S: string }> | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#pk = :cadence AND begins_with(#sk, :batch)',
        ExpressionAttributeNames: { '#pk': attribute.partition, '#sk': attribute.sort },
        ExpressionAttributeValues: { ':cadence': { S: `cadence#${cadence}` }, ':batch': { S: 'batch#' } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    for (const item of page.Items ?? []) {
      const record = parseBody<BatchRecord>(item[attribute.body]?.S)
      if (record !== null) records.push(record)
    }
    start = page.LastEvaluatedKey as Record<string, { S: string }> | undefined
  } while (start !== undefined)
  return records
}
