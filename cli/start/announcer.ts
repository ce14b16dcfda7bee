import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOptionsOf } from './lab-facts.ts'
import type { AnnounceFault } from './lab-faults.ts'

/** Announces as the runner of an experiment does. Loads it late: a lab without faults needs none of it. */
export async function announcer(operator: Readonly<Record<string, string>>, table: string): Promise<AnnounceFault> {
  const { announceExperiment } = await import('../../chaos/aws/announcement.ts')
  return async (lease) => {
    const client = new DynamoDBClient(clientOptionsOf(operator))
    try {
      await announceExperiment(client, table, lease)
    } finally {
      client.destroy()
    }
  }
}
