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
import { pendingIndex } from '../core/state/table-keys.ts'
import { type Attributes, attribute, type OnUnreadable, type RowKind, readRow, setAside } from './row.ts'

/** A table, and who hears of its rows that cannot be read. Without anybody, such rows are left as they are and read as absent. */
export type Table = {
  readonly client: DynamoDBClient
  readonly name: string
  readonly onUnreadable?: OnUnreadable | undefined
}

/** Primary key of an item. */
export type ItemKey = { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } }

export const keyOf = (partition: string, sort: string): ItemKey => ({ pk: { S: partition }, sk: { S: sort } })

/** Reads one item; `null` where there is none. */
export async function getBody<Item extends object>(
  table: Table,
  kind: RowKind<Item>,
  key: ItemKey,
): Promise<Item | null> {
  const { Item: item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  )
  const [found = null] = item === undefined ? [] : await itemsIn(table, kind, [{ ...key, ...item }])
  return found
}

/** Requests for the same keys. DynamoDB leaves keys unread under load, and where an answer would exceed 16 MB. */
const mostReads = 5

/** Pause before the second request; it doubles with each. All pauses together stay below a second, so that no deadline is at risk. */
const firstReadPauseMs = 50

export type Sleep = (milliseconds: number) => Promise<unknown>

/** `consistent` is true unless a row as it was moments ago will do. */
type KeysToRead = { readonly keys: readonly ItemKey[]; readonly sleep: Sleep; readonly consistent?: boolean }

/** Reads items by their keys. Asks again for keys that DynamoDB left unread; rejects when some are still unread after `mostReads` requests. */
export async function readMany<Item extends object>(
  table: Table,
  kind: RowKind<Item>,
  { keys, sleep, consistent = true }: KeysToRead,
): Promise<readonly Item[]> {
  const found: Item[] = []
  let unread: readonly Record<string, AttributeValue>[] = keys
  for (let reads = 0; unread.length > 0; reads += 1) {
    if (reads === mostReads) throw new Error(`DynamoDB left keys unread in ${mostReads} requests`)
    // The random part keeps functions that were throttled together from coming back together.
    if (reads > 0) await sleep(firstReadPauseMs * 2 ** (reads - 1) * (1 - Math.random() / 2))
    const { Responses = {}, UnprocessedKeys = {} } = await table.client.send(
      new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys: [...unread], ConsistentRead: consistent } } }),
    )
    found.push(...(await itemsIn(table, kind, Responses[table.name] ?? [])))
    unread = UnprocessedKeys[table.name]?.Keys ?? []
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
  { client, name: tableName }: Pick<Table, 'client' | 'name'>,
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
        ConditionExpression: `attribute_not_exists(#order) OR (${schema === undefined ? isOlder : `${isOlder} AND ${isKnown}`})`,
        ExpressionAttributeNames: {
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
export async function queryBodies<Item extends object>(
  table: Table,
  kind: RowKind<Item>,
  { partition, begins, newest }: Wanted,
): Promise<readonly Item[]> {
  const found: Item[] = []
  const pages = paginateQuery(
    { client: table.client },
    {
      TableName: table.name,
      KeyConditionExpression: begins === '' ? '#pk = :pk' : '#pk = :pk AND begins_with(#sk, :begins)',
      ExpressionAttributeNames: { '#pk': attribute.partition, ...(begins === '' ? {} : { '#sk': attribute.sort }) },
      ExpressionAttributeValues: { ':pk': { S: partition }, ...(begins === '' ? {} : { ':begins': { S: begins } }) },
      ConsistentRead: true,
      ...(newest === undefined ? {} : { ScanIndexForward: false, Limit: newest }),
    },
  )
  for await (const { Items = [] } of pages) {
    found.push(...(await itemsIn(table, kind, Items)))
    if (newest !== undefined && found.length >= newest) break
  }
  return found
}

/** Reads rows. One that cannot be read is set aside, and costs none of the others. */
async function itemsIn<Item extends object>(
  { client, name, onUnreadable }: Table,
  kind: RowKind<Item>,
  rows: readonly Attributes[],
): Promise<readonly Item[]> {
  const found: Item[] = []
  for (const row of rows) {
    const item = readRow(row, kind)
    if (item === 'unreadable') {
      if (onUnreadable === 'refuse') throw new Error('a row of the table cannot be read')
      if (onUnreadable !== undefined) await setAside(client, name, row, onUnreadable)
    } else if (item !== null) found.push(item)
  }
  return found
}
