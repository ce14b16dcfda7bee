import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { ExperimentLease } from '../../functions/core/model/experiment.ts'
import { experimentKey, tableKeys } from '../../functions/core/state/table-keys.ts'

const key = { [tableKeys.partition]: { S: experimentKey.partition }, [tableKeys.sort]: { S: experimentKey.sort } }

/** Announces an experiment to a deployed monitor. Until the lease ends, its pages say EXPERIMENT and it does not rotate these tokens. */
export async function announceExperiment(client: DynamoDBClient, table: string, lease: ExperimentLease): Promise<void> {
  await client.send(new PutItemCommand({ TableName: table, Item: { ...key, body: { S: JSON.stringify(lease) } } }))
}

/** Withdraws the announcement. Without this call, it ends with its lease. */
export async function withdraw(client: DynamoDBClient, table: string): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: key }))
}
