import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CheckKey } from '../core/check.ts'
import type { SightingStore, Sightings } from '../core/consumers/sightings.ts'
import { keyOf, putIf, queryBodies } from './table.ts'

const partitionOf = (check: CheckKey): string => `check#${check}`

/** Beside the check's state. */
const sort = 'consumers'

/** How consumers were last seen, in the same table as the states. An older look never replaces a newer one. */
export function openSightings(client: DynamoDBClient, tableName: string): SightingStore {
  return {
    async readSightings(check) {
      const [found] = await queryBodies<Sightings>(client, tableName, { partition: partitionOf(check), begins: sort })
      return found ?? null
    },
    async writeSightings(sightings) {
      const { check, at } = sightings
      await putIf(client, tableName, { key: keyOf(partitionOf(check), sort), body: sightings, order: { tick: at } })
    },
  }
}
