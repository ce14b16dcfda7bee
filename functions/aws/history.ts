import { setTimeout as wait } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { boundsOf, type HistoryMonth, type HistoryStore, historyRetentionMs } from '../core/state/history-month.ts'
import { isHistoryMonth } from '../core/state/rows/history.ts'
import { historyPartition } from '../core/state/table-keys.ts'
import type { OnUnreadable, RowKind } from './row.ts'
import { keyOf, putIf, readMany } from './table-item.ts'

/** BatchGetItem's own limit (docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html). */
const keysPerRead = 100

/** Requests at once. */
const atOnce = 4

const kind: RowKind<HistoryMonth> = {
  accepts: isHistoryMonth,
  isOf: ({ check }, partition) => partition === `${historyPartition}${check}`,
}

/** Stores the months of the checks in the table of the states, one item for each. */
export function openCheckHistory(
  client: DynamoDBClient,
  tableName: string,
  { onUnreadable }: { readonly onUnreadable?: OnUnreadable } = {},
): HistoryStore {
  const table = { client, name: tableName, onUnreadable }
  return {
    async readMonths(checks, months) {
      const keys = checks.flatMap((check) => months.map((month) => keyOf(`${historyPartition}${check}`, month)))
      const parts: (typeof keys)[] = []
      for (let start = 0; start < keys.length; start += keysPerRead) parts.push(keys.slice(start, start + keysPerRead))
      const found: HistoryMonth[] = []
      while (parts.length > 0) {
        const next = parts.splice(0, atOnce)
        found.push(
          ...(await Promise.all(next.map((some) => readMany(table, kind, { keys: some, sleep: wait })))).flat(),
        )
      }
      return found
    },
    writeMonth: (month) =>
      putIf(table, {
        key: keyOf(`${historyPartition}${month.check}`, month.month),
        body: month,
        order: { revision: month.revision, schema: month.schema },
        forgetAt: boundsOf(month.month).end + historyRetentionMs,
      }),
  }
}
