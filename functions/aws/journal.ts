import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import type { Journal, RotationRecord } from '../core/rotation/record.ts'
import { isRotationRecord, isStop } from '../core/rotation/record-row.ts'
import type { StopStore } from '../core/rotation/stop.ts'
import { rotationPartition } from '../core/state/table-keys.ts'
import type { RowKind } from './row.ts'
import { getBody, keyOf, putIf, queryBodies, type Table } from './table-item.ts'

/** A rotation's record is kept this long after its start: longer than a yearly audit needs. */
const journalRetentionMs = 400 * 24 * 60 * 60_000

const recordKind: RowKind<RotationRecord> = {
  accepts: isRotationRecord,
  isOf: ({ check }, partition) => partition === partitionOf(check),
}

const current = 'current'
const stop = 'stop'
const past = 'past#'

/**
 * Stores rotation records in the table: the current rotation under its revision, and a copy of each rotation for audits. A record that
 * cannot be read stops its rotation, until a person has looked: without it, nobody knows what may be revoked.
 */
export function openJournal(client: DynamoDBClient, tableName: string): Journal & StopStore {
  const table: Table = { client, name: tableName, onUnreadable: 'refuse' }
  const put = (record: RotationRecord, sort: string, forgetAt: number | null) => {
    const key = keyOf(partitionOf(record.check), sort)
    return putIf(table, { key, body: record, order: { revision: record.revision }, forgetAt })
  }
  return {
    read: (check) => getBody(table, recordKind, keyOf(partitionOf(check), current)),
    async write(record) {
      if (!(await put(record, current, null))) return false
      const { startedAt, versionId } = record
      // The claim is won with the first write. A copy that is refused is made by the next write, or by `history`.
      await put(
        record,
        `${past}${new Date(startedAt).toISOString()}#${versionId}`,
        startedAt + journalRetentionMs,
      ).catch(() => {})
      return true
    },
    async history(check, newest) {
      const [copies, last] = await Promise.all([
        queryBodies({ client, name: tableName }, recordKind, { partition: partitionOf(check), begins: past, newest }),
        getBody(table, recordKind, keyOf(partitionOf(check), current)),
      ])
      return withLast(copies, last).slice(0, newest)
    },
    readStop: (check) => getBody({ client, name: tableName }, { accepts: isStop }, keyOf(partitionOf(check), stop)),
    async writeStop(check, body) {
      const key = keyOf(partitionOf(check), stop)
      await putIf(table, { key, body, order: { tick: body.at }, forgetAt: body.at + journalRetentionMs })
    },
  }
}

/** Puts the last record in the place of its copy, which may be missing or older. */
function withLast(copies: readonly RotationRecord[], last: RotationRecord | null): readonly RotationRecord[] {
  if (last === null) return copies
  const isCopy = ({ versionId, startedAt }: RotationRecord) =>
    versionId === last.versionId && startedAt === last.startedAt
  return [last, ...copies.filter((copy) => !isCopy(copy))]
}

const partitionOf = (check: CheckKey) => `${rotationPartition}${check}`
