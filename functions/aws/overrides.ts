import { createHash } from 'node:crypto'
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { NotedOverride } from '../core/gate/override.ts'
import { keyOf } from './table-item.ts'

/** Time in which a copy of an override is the same one. */
const sameWithinMs = 600_000

/**
 * Stores overrides of the gate in the table, in the order of their spans of time. An override is stored before anybody is notified, and marked
 * once they are: a copy of it that comes meanwhile notifies again, and a later one does not.
 */
export function openOverrides(client: DynamoDBClient, tableName: string) {
  const put = (override: NotedOverride, isNotified: boolean) =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { ...keyFor(override), body: { S: JSON.stringify(override) }, notified: { BOOL: isNotified } },
      }),
    )
  return async (override: NotedOverride, notify: () => Promise<void>): Promise<void> => {
    const known = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyFor(override), ConsistentRead: true }),
    )
    if (known.Item?.['notified']?.BOOL === true) return
    await put(override, false)
    await notify()
    // Without the mark, a copy notifies once more.
    await put(override, true).catch(() => {})
  }
}

/** Two overrides have one key if they say the same within one span of time. */
function keyFor({ at, ...said }: NotedOverride) {
  const span = new Date(at - (at % sameWithinMs)).toISOString()
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('base64url')
  return keyOf('gate#overrides', `${span}#${digest}`)
}
