import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { isConsumerObservations } from '../core/consumers/observation-row.ts'
import type { ConsumerObservationStore, ConsumerObservations } from '../core/consumers/observations.ts'
import type { CheckKey } from '../core/model/check.ts'
import { observationPartition } from '../core/state/table-keys.ts'
import type { RowKind } from './row.ts'
import { getBody, keyOf, putIf } from './table-item.ts'

const observationKind: RowKind<ConsumerObservations> = {
  accepts: isConsumerObservations,
  isOf: ({ check }, partition) => partition === `${observationPartition}${check}`,
}

const observationKey = (check: CheckKey) => keyOf(`${observationPartition}${check}`, 'last')

/** Stores the last observations of consumers in the same table as the states. An older observation never replaces a newer one. */
export function openConsumerObservations(client: DynamoDBClient, tableName: string): ConsumerObservationStore {
  return {
    readObservations: (check) => getBody({ client, name: tableName }, observationKind, observationKey(check)),
    async writeObservations(observations) {
      const { check, at } = observations
      await putIf({ client, name: tableName }, { key: observationKey(check), body: observations, order: { tick: at } })
    },
  }
}
