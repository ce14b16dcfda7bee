import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ConditionStore } from '../core/state/conditions.ts'
import { isConditionBy } from '../core/state/rows/conditions.ts'
import { conditionsPartition as partition } from '../core/state/table-keys.ts'
import { openDeathWindows } from './death-windows.ts'
import type { OnUnreadable } from './row.ts'
import { keyOf, putIf, queryBodies } from './table-item.ts'

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
    ...openDeathWindows(table),
  }
}
