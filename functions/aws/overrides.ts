import { randomUUID } from 'node:crypto'
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { NotedOverride } from '../core/gate/override.ts'
import { tableKeys } from '../core/state/table-keys.ts'

/** Stores overrides of the gate in the table, in the order of their times. */
export function openOverrides(client: DynamoDBClient, tableName: string) {
  return async (override: NotedOverride): Promise<void> => {
    const key = {
      [tableKeys.partition]: { S: 'gate#overrides' },
      [tableKeys.sort]: { S: `${new Date(override.at).toISOString()}#${randomUUID()}` },
    }
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...key, body: { S: JSON.stringify(override) } } }),
    )
  }
}
