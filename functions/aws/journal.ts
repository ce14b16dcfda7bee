import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/check.ts'
import type { Journal, RotationRecord } from '../core/rotation/record.ts'
import { rotationPartition, tableKeys } from '../core/table-keys.ts'

/** How long a rotation's record is kept after its last change: longer than the yearly audit that asks for it. */
const keptMs = 400 * 24 * 60 * 60_000

const current = 'current'
const past = 'past#'

/** Records of rotations in the one table: one item that is being written under its revision, and a copy of each rotation for good. */
export function openJournal(client: DynamoDBClient, tableName: string): Journal {
  const put = (record: RotationRecord, sort: string, ends: boolean) =>
    putNewer(client, tableName, record, sort, ends ? Math.floor((record.startedAt + keptMs) / 1_000) : null)
  return {
    async read(check) {
      const key = { [tableKeys.partition]: { S: partitionOf(check) }, [tableKeys.sort]: { S: current } }
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
      )
      return parsed(item?.['body']?.S)
    },
    async write(record) {
      if (!(await put(record, current, false))) return false
      await put(record, `${past}${new Date(record.startedAt).toISOString()}#${record.versionId}`, true)
      return true
    },
    history: (check) => query(client, tableName, check),
  }
}

const partitionOf = (check: CheckKey) => `${rotationPartition}${check}`

/** The boundary with our own table: what stands there was written by `putNewer`. */
function parsed(body: string | undefined): RotationRecord | null {
  return body === undefined ? null : (JSON.parse(body) as RotationRecord)
}

/** False where the table already holds this revision, or a later one: of several that follow one revision, one wins. */
async function putNewer(
  client: DynamoDBClient,
  tableName: string,
  record: RotationRecord,
  sort: string,
  endsAt: number | null,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          [tableKeys.partition]: { S: partitionOf(record.check) },
          [tableKeys.sort]: { S: sort },
          revision: { N: String(record.revision) },
          body: { S: JSON.stringify(record) },
          ...(endsAt === null ? {} : { [tableKeys.forget]: { N: String(endsAt) } }),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR revision < :revision',
        ExpressionAttributeValues: { ':revision': { N: String(record.revision) } },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

async function query(client: DynamoDBClient, tableName: string, check: CheckKey): Promise<readonly RotationRecord[]> {
  const records: RotationRecord[] = []
  let start: Record<string, { S: string }> | undefined
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#pk = :check AND begins_with(#sk, :past)',
        ExpressionAttributeNames: { '#pk': tableKeys.partition, '#sk': tableKeys.sort },
        ExpressionAttributeValues: { ':check': { S: partitionOf(check) }, ':past': { S: past } },
        ScanIndexForward: false,
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    )
    for (const item of page.Items ?? []) {
      const record = parsed(item['body']?.S)
      if (record !== null) records.push(record)
    }
    start = page.LastEvaluatedKey as Record<string, { S: string }> | undefined
  } while (start !== undefined)
  return records
}
