import { type AttributeValue, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import type { ConditionStore, DeathCount } from '../core/state/conditions.ts'
import { isConditionBy } from '../core/state/rows/conditions.ts'
import { conditionsPartition as partition, tableKeys } from '../core/state/table-keys.ts'
import type { OnUnreadable } from './row.ts'
import { keyOf, putIf, queryBodies } from './table-item.ts'

/** Attribute with the set of checks in the item of a window. */
const dead = 'checks'

/** Attribute with the number of judged checks; absent in windows of earlier versions. */
const judgedChecks = 'judged'

const windowKey = (provider: string, name: string) => keyOf(`dead#${provider}`, name)

/** Stores conditions in the same table as the states. */
export function openConditions(
  client: DynamoDBClient,
  tableName: string,
  { onUnreadable }: { readonly onUnreadable?: OnUnreadable } = {},
): ConditionStore {
  const table = { client, name: tableName, onUnreadable }
  return {
    all: () => queryBodies(table, { accepts: isConditionBy(Date.now) }, { partition, begins: '' }),
    put: (condition, forgetAt) =>
      putIf(table, {
        key: keyOf(partition, `${condition.kind}#${condition.id}`),
        body: condition,
        order: { revision: condition.revision },
        forgetAt,
      }),
    async addDead({ provider, name, forgetAt }, checks, judged) {
      const { Attributes: after } = await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: windowKey(provider, name),
          UpdateExpression: 'ADD #checks :checks, #judged :judged SET #forget = :forget',
          ExpressionAttributeNames: { '#checks': dead, '#judged': judgedChecks, '#forget': tableKeys.forget },
          ExpressionAttributeValues: {
            ':checks': { SS: [...checks] },
            ':judged': { N: String(judged) },
            ':forget': { N: epochSeconds(forgetAt) },
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return countIn(after)
    },
    async deadIn({ provider, name }) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: windowKey(provider, name), ConsistentRead: true }),
      )
      return countIn(item)
    },
  }
}

const epochSeconds = (milliseconds: number): string => String(Math.ceil(milliseconds / 1_000))

/** Reads the set as check keys: the boundary with our own table, where only `addDead` writes it. */
function countIn(item: Readonly<Record<string, AttributeValue>> | undefined): DeathCount {
  const keys = (item?.[dead]?.SS ?? []).filter((key): key is CheckKey => key.includes('/'))
  return { dead: keys, judged: Number(item?.[judgedChecks]?.N ?? 0) }
}
