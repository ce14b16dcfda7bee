import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { isCheckKey } from '../core/model/check-key.ts'
import type { ConditionStore, DeathCount } from '../core/state/conditions.ts'
import { deadPartition, tableKeys } from '../core/state/table-keys.ts'
import { type Attributes, attribute, setAside } from './row.ts'
import { keyOf, type Table } from './table-item.ts'

/** Attribute with the set of checks in an item of a window. */
const dead = 'checks'

/** Attribute with the number of judged checks; absent in windows of earlier versions. */
const judgedChecks = 'judged'

/** Checks after which an item takes no others. Those that die later go to the next item of the window. */
const mostDead = 500

/** Items of one window, at most: more tokens than any provider of one deployment has. */
const mostItems = 100

/** The first item has the name of the window. No such name holds the mark before the number of the others. */
const itemName = (name: string, item: number): string => (item === 0 ? name : `${name}~${item}`)

/** Stores the counts of dead tokens. */
export function openDeathWindows(table: Table): Pick<ConditionStore, 'addDead' | 'deadIn'> {
  const partitionOf = (provider: string) => `${deadPartition}${provider}`
  return {
    async addDead({ provider, name, forgetAt }, checks, judged) {
      const partition = partitionOf(provider)
      for (let item = 0; item < mostItems; item += 1) {
        const added = { partition, sort: itemName(name, item), checks, judged, forgetAt }
        const after = await readably(table, added, () => addTo(table, added))
        if (after === null) continue
        return item === 0 ? countIn([after]) : countIn(await itemsOf(table, partition, name))
      }
      throw new Error('no item of the window has room for another token')
    },
    deadIn: async ({ provider, name }) => countIn(await itemsOf(table, partitionOf(provider), name)),
  }
}

type Added = {
  readonly partition: string
  readonly sort: string
  readonly checks: readonly string[]
  readonly judged: number
  readonly forgetAt: number
}

/** Adds checks to one item of a window. Resolves with its attributes; with `null` if it is full. */
async function addTo(
  { client, name: tableName }: Table,
  { partition, sort, checks, judged, forgetAt }: Added,
): Promise<Attributes | null> {
  try {
    const { Attributes: after } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(partition, sort),
        UpdateExpression: 'ADD #checks :checks, #judged :judged SET #forget = :forget',
        ConditionExpression: 'attribute_not_exists(#checks) OR size(#checks) < :most',
        ExpressionAttributeNames: { '#checks': dead, '#judged': judgedChecks, '#forget': tableKeys.forget },
        ExpressionAttributeValues: {
          ':checks': { SS: [...checks] },
          ':judged': { N: String(judged) },
          ':forget': { N: String(Math.ceil(forgetAt / 1_000)) },
          ':most': { N: String(mostDead) },
        },
        ReturnValues: 'ALL_NEW',
      }),
    )
    return after ?? {}
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null
    throw error
  }
}

/** Tries again after a row that is no count of ours was set aside: DynamoDB refuses to add to it. */
async function readably<T>(
  table: Table,
  { partition, sort }: Pick<Added, 'partition' | 'sort'>,
  add: () => Promise<T>,
): Promise<T> {
  const { client, name, onUnreadable } = table
  try {
    return await add()
  } catch (error) {
    const isRefused = error instanceof DynamoDBServiceException && error.name === 'ValidationException'
    if (!isRefused || onUnreadable === undefined || onUnreadable === 'refuse') throw error
    const key = keyOf(partition, sort)
    const { Item: row } = await client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }))
    if (row !== undefined) await setAside(client, name, row, onUnreadable)
    return add()
  }
}

async function itemsOf(
  { client, name: tableName }: Table,
  partition: string,
  window: string,
): Promise<readonly Attributes[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :name)',
      ExpressionAttributeNames: { '#pk': attribute.partition, '#sk': attribute.sort },
      ExpressionAttributeValues: { ':pk': { S: partition }, ':name': { S: window } },
      ConsistentRead: true,
    },
  )
  const found: Attributes[] = []
  for await (const { Items = [] } of pages) found.push(...Items)
  return found.filter((row) => isItemOf(window, row[attribute.sort]?.S ?? ''))
}

const isItemOf = (window: string, sort: string): boolean => sort === window || sort.startsWith(`${window}~`)

/** Reads the sets as check keys: the boundary with our own table, where only `addDead` writes them. */
function countIn(rows: readonly Attributes[]): DeathCount {
  const keys = rows.flatMap((row) => row[dead]?.SS ?? []).filter(isCheckKey)
  const judged = rows
    .map((row) => Number(row[judgedChecks]?.N ?? 0))
    .filter((one) => Number.isSafeInteger(one) && one > 0)
  return { dead: [...new Set(keys)], judged: judged.reduce((sum, one) => sum + one, 0) }
}
