import { randomUUID } from 'node:crypto'
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { NotedOverride, OverrideNotice } from '../core/gate/override.ts'
import { tableKeys } from '../core/table-keys.ts'
import type { connectSns } from './alerts.ts'

/** Keeps overrides of the gate in the table, in the order in which they happened. */
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

/** Tells the `notice` topic. The SNS client is loaded with the first notice. */
export function openNotices(connect: () => ReturnType<typeof connectSns>, topicArn: string) {
  return async ({ environment, subject, json, text }: OverrideNotice): Promise<void> => {
    const publish = await connect()
    await publish({
      TopicArn: topicArn,
      Subject: subject,
      Message: JSON.stringify({ default: json, email: text }),
      MessageStructure: 'json',
      MessageAttributes: { environment: { DataType: 'String', StringValue: environment } },
    })
  }
}
