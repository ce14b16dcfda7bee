import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SentEvent, SentEventStore } from '../core/alerting/sent-events.ts'
import { sentPartition } from '../core/state/table-keys.ts'
import { getBody, keyOf, putIf } from './table-item.ts'

/** An event is forgotten after this: nothing that old is still on its way. */
const forgetSentAfterMs = 30 * 86_400_000

/** Stores the newest event of each incident and service in the table of the states. */
export function openSentEvents(client: DynamoDBClient, tableName: string): SentEventStore {
  const keyFor = (service: string, incident: string) => keyOf(`${sentPartition}${service}`, incident)
  return {
    claim: (service, incident, event, nowMs) =>
      putIf(client, tableName, {
        key: keyFor(service, incident),
        body: event,
        order: { tick: event.sequence },
        forgetAt: nowMs + forgetSentAfterMs,
      }),
    newest: (service, incident) => getBody<SentEvent>(client, tableName, keyFor(service, incident)),
  }
}
