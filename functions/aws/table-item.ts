import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import { pendingIndex, tableKeys } from '../core/state/table-keys.ts'

/** Attribute names of the table. `body` holds the item as JSON; write conditions and queries use the others. */
const attribute = { ...tableKeys, body: 'body', revision: 'revision', tick: 'tick', schema: 'schema' } as const

/** Primary key of an item. */
export type ItemKey = { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } }

export const keyOf = (partition: string, sort: string): ItemKey => ({ pk: { S: partition }, sk: { S: sort } })

/** Reads one item; `null` where there is none. */
export async function getBody<Item>(client: DynamoDBClient, tableName: string, key: ItemKey): Promise<Item | null> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))
  return parseBody<Item>(item?.[attribute.body]?.S)
}

/** Parses a body: the boundary with our own table, where `putIf` wrote it. */
function parseBody<Item>(body: string | undefined): Item | null {
  return body === undefined ? null : (JSON.parse(body) as Item)
}

/** Requests for the same keys. DynamoDB leaves keys unread under load, and where an answer would exceed 16 MB. */
const mostReads = 5

/** Pause before the second request; it doubles with each. All pauses together stay below a second, so that no deadline is at risk. */
const firstReadPauseMs = 50

export type Sleep = (milliseconds: number) => Promise<unknown>

/** Reads items by their keys. Asks again for keys that DynamoDB left unread; rejects when some are still unread after `mostReads` requests. */
export async function readMany<Item>(
  client: DynamoDBClient,
  tableName: string,
  { keys, sleep }: { readonly keys: readonly ItemKey[]; readonly sleep: Sleep },
): Promise<readonly Item[]> {
  const found: Item[] = []
  let unread: readonly Record<string, AttributeValue>[] = keys
  for (let reads = 0; unread.length > 0; reads += 1) {
    if (reads === mostReads) throw new Error(`DynamoDB left keys unread in ${mostReads} requests`)
    // The random part keeps functions that were throttled together from coming back together.
    if (reads > 0) await sleep(firstReadPauseMs * 2 ** (reads - 1) * (1 - Math.random() / 2))
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: [...unread], ConsistentRead: true } } }),
    )
    found.push(...itemsIn<Item>(Responses[tableName] ?? []))
    unread = UnprocessedKeys[tableName]?.Keys ?? []
  }
  return found
}

/** One item to write. A revision has to be newer than the stored one; a tick may be written again. */
type Write = {
  readonly key: ItemKey
  readonly body: object
  readonly order: { readonly revision: number; readonly schema?: number } | { readonly tick: number }
  /** Epoch milliseconds. */
  readonly forgetAt?: number | null
  /** The check, if the item is a state with a pending message: the sparse index lists it. */
  readonly pendingOf?: CheckKey | null
}

/** Writes an item. Resolves with false where the table holds an item that is newer, or of a newer schema. */
export async function putIf(
  client: DynamoDBClient,
  tableName: string,
  { key, body, order, forgetAt = null, pendingOf = null }: Write,
): Promise<boolean> {
  const [name, value] = 'revision' in order ? [attribute.revision, order.revision] : [attribute.tick, order.tick]
  const schema = 'schema' in order ? order.schema : undefined
  const isOlder = 'revision' in order ? '#order < :order' : '#order <= :order'
  const isKnown = '(attribute_not_exists(#schema) OR #schema <= :schema)'
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          ...key,
          [name]: number(value),
          [attribute.body]: { S: JSON.stringify(body) },
          ...(schema === undefined ? {} : { [attribute.schema]: number(schema) }),
          ...(forgetAt === null ? {} : { [attribute.forget]: number(Math.ceil(forgetAt / 1_000)) }),
          ...(pendingOf === null ? {} : { [pendingIndex.key]: { S: pendingOf } }),
        },
        ConditionExpression: `attribute_not_exists(#pk) OR (${schema === undefined ? isOlder : `${isOlder} AND ${isKnown}`})`,
        ExpressionAttributeNames: {
          '#pk': attribute.partition,
          '#order': name,
          ...(schema === undefined ? {} : { '#schema': attribute.schema }),
        },
        ExpressionAttributeValues: {
          ':order': number(value),
          ...(schema === undefined ? {} : { ':schema': number(schema) }),
        },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

const number = (value: number) => ({ N: String(value) })

/** The items to read from a partition. */
type Wanted = {
  readonly partition: string
  readonly begins: string
  /** Number of items to read, last first. Without it, all items are read in order. */
  readonly newest?: number
}

/** Reads the items of a partition whose sort keys begin with `begins`. */
export async function queryBodies<Item>(
  client: DynamoDBClient,
  tableName: string,
  { partition, begins, newest }: Wanted,
): Promise<readonly Item[]> {
  const found: Item[] = []
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: begins === '' ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :begins)',
      ExpressionAttributeNames: { '#pk': attribute.partition, ...(begins === '' ? {} : { '#sk': attribute.sort }) },
      ExpressionAttributeValues: { ':pk': { S: partition }, ...(begins === '' ? {} : { ':begins': { S: begins } }) },
      ConsistentRead: true,
      ...(newest === undefined ? {} : { ScanIndexForward: false, Limit: newest }),
    },
  )
  for await (const { Items = [] } of pages) {
    found.push(...itemsIn<Item>(Items))
    if (newest !== undefined && found.length >= newest) break
  }
  return found
}

function itemsIn<Item>(items: readonly Record<string, AttributeValue>[]): readonly Item[] {
  return items.map((item) => parseBody<Item>(item[attribute.body]?.S)).filter((item) => item !== null)
}
