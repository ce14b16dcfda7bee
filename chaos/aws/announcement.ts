import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import { experimentKey, tableKeys } from '../../functions/core/state/table-keys.ts'

const key = { [tableKeys.partition]: { S: experimentKey.partition }, [tableKeys.sort]: { S: experimentKey.sort } }

/** Tells a deployed monitor that tokens are about to be broken: its pages say EXPERIMENT, and it rotates none of them, until the lease is over. */
export async function announce(client: DynamoDBClient, table: string, lease: ExperimentLease): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: { ...key, body: { S: JSON.stringify(lease) } } }))
}

/** Says that it is over. Left out, the announcement ends with its lease. */
export async function withdraw(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: key }))
}
