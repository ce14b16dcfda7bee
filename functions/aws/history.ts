import { setTimeout as wait } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { boundsOf, type HistoryMonth, type HistoryStore, historyRetentionMs } from '../core/state/history-month.ts'
import { isHistoryMonth } from '../core/state/rows/history.ts'
import { historyPartition } from '../core/state/table-keys.ts'
import type { OnUnreadable, RowKind } from './row.ts'
import { keyOf, putIf, readMany } from './table-item.ts'

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
    readMonths: (check, months) =>
      readMany(table, kind, { keys: months.map((month) => keyOf(`${historyPartition}${check}`, month)), sleep: wait }),
    writeMonth: (month) =>
      putIf(table, {
        key: keyOf(`${historyPartition}${month.check}`, month.month),
        body: month,
        order: { revision: month.revision, schema: month.schema },
        forgetAt: boundsOf(month.month).end + historyRetentionMs,
      }),
  }
}
