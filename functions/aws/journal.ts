import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/model/check.ts'
import type { Journal, RotationRecord } from '../core/rotation/record.ts'
import type { Stop, StopStore } from '../core/rotation/stop.ts'
import { rotationPartition } from '../core/state/table-keys.ts'
import { getBody, keyOf, putIf, queryBodies } from './table.ts'

/** A rotation's record is kept this long after its start: longer than a yearly audit needs. */
const journalRetentionMs = 400 * 24 * 60 * 60_000

const current = 'current'
const stop = 'stop'
const past = 'past#'

/** Stores rotation records in the table: the current rotation under its revision, and a copy of each rotation for audits. */
export function openJournal(client: DynamoDBClient, tableName: string): Journal & StopStore {
  const put = (record: RotationRecord, sort: string, forgetAt: number | null) => {
    const key = keyOf(partitionOf(record.check), sort)
    return putIf(client, tableName, { key, body: record, order: { revision: record.revision }, forgetAt })
  }
  return {
    read: (check) => getBody<RotationRecord>(client, tableName, keyOf(partitionOf(check), current)),
    async write(record) {
      if (!(await put(record, current, null))) return false
      const { startedAt, versionId } = record
      await put(record, `${past}${new Date(startedAt).toISOString()}#${versionId}`, startedAt + journalRetentionMs)
      return true
    },
    history: (check, newest) =>
      queryBodies<RotationRecord>(client, tableName, { partition: partitionOf(check), begins: past, newest }),
    readStop: (check) => getBody<Stop>(client, tableName, keyOf(partitionOf(check), stop)),
    async writeStop(check, body) {
      const key = keyOf(partitionOf(check), stop)
      await putIf(client, tableName, { key, body, order: { tick: body.at }, forgetAt: body.at + journalRetentionMs })
    },
  }
}

const partitionOf = (check: CheckKey) => `${rotationPartition}${check}`
