import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SightingStore, Sightings } from '../core/consumers/sightings.ts'
import type { CheckKey } from '../core/model/check.ts'
import { sightingPartition } from '../core/state/table-keys.ts'
import { getBody, keyOf, putIf } from './table.ts'

const sightingKey = (check: CheckKey) => keyOf(`${sightingPartition}${check}`, 'last')

/** How consumers were last seen, in the same table as the states. An older look never replaces a newer one. */
export function openSightings(client: DynamoDBClient, tableName: string): SightingStore {
  return {
    readSightings: (check) => getBody<Sightings>(client, tableName, sightingKey(check)),
    async writeSightings(sightings) {
      const { check, at } = sightings
      await putIf(client, tableName, { key: sightingKey(check), body: sightings, order: { tick: at } })
    },
  }
}
