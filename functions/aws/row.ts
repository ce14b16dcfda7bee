import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Guard } from '../core/model/shape.ts'
import { tableKeys } from '../core/state/table-keys.ts'

/** Attribute names of the table. `body` holds the item as JSON; write conditions and queries use the others. */
export const attribute = { ...tableKeys, body: 'body', revision: 'revision', tick: 'tick', schema: 'schema' } as const

/** The attributes of one item as DynamoDB returns them. */
export type Attributes = Readonly<Record<string, AttributeValue>>

/** A kind of row. `isOf` says if a body belongs to a key: a row under the name of another is none. */
export type RowKind<Item extends object> = {
  readonly accepts: Guard<Item>
  isOf?(item: Item, partition: string): boolean
}

/**
 * Hears of a row that cannot be read, once it was set aside. It names the partition, never anything that stands in the row. `refuse` has
 * the read fail instead, where an absent row would be taken for a statement.
 */
export type OnUnreadable = ((partition: string) => void) | 'refuse'

/** Reads a row. Returns `null` for one that was set aside, and `unreadable` for one that we did not write. */
export function readRow<Item extends object>(
  row: Attributes,
  { accepts, isOf }: RowKind<Item>,
): Item | null | 'unreadable' {
  const body = parse(row[attribute.body]?.S)
  if (body === null) return null
  const partition = row[attribute.partition]?.S ?? ''
  return accepts(body) && isOf?.(body, partition) !== false && isInOrder(row, body) ? body : 'unreadable'
}

function parse(body: string | undefined): unknown {
  if (body === undefined) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Returns true if the attributes that decide about writes say the same as the body. A row with a higher one would never be written again. */
function isInOrder(row: Attributes, body: object): boolean {
  const stated = new Map(Object.entries(body))
  return [attribute.revision, attribute.tick].every(
    (name) => row[name] === undefined || !stated.has(name) || row[name].N === String(stated.get(name)),
  )
}

/**
 * Empties a row that cannot be read, unless somebody has written it meanwhile. What the next probe sees takes its place. The row that was is
 * kept beside until then, for people. Of several readers, one reports it.
 */
export async function setAside(
  client: DynamoDBClient,
  tableName: string,
  row: Attributes,
  onUnreadable: (partition: string) => void,
): Promise<void> {
  const { [attribute.partition]: pk, [attribute.sort]: sk, [attribute.body]: body } = row
  if (pk?.S === undefined || sk === undefined) return
  const was = { S: JSON.stringify(row).slice(0, longestKept) }
  const { [attribute.forget]: forgetAt } = row
  const forgotten = forgetAt === undefined ? {} : { [attribute.forget]: forgetAt }
  const isUnchanged = body === undefined ? 'attribute_not_exists(#body)' : '#body = :body'
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { [attribute.partition]: pk, [attribute.sort]: sk, [attribute.body]: { S: 'null' }, was, ...forgotten },
        ConditionExpression: isUnchanged,
        ExpressionAttributeNames: { '#body': attribute.body },
        ...(body === undefined ? {} : { ExpressionAttributeValues: { ':body': body } }),
      }),
    )
    onUnreadable(pk.S)
  } catch {
    // Somebody else wrote it, or the table cannot be written now: the next reader finds it again.
  }
}

/** Characters of a row that are kept. An item may hold 400 KB. */
const longestKept = 100_000
