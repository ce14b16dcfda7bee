import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { groupSequence } from '../core/alerting/messages/sequence.ts'
import type { SentEvent, SentEventStore } from '../core/alerting/sent-events.ts'
import { isInstant, shape, wordOf } from '../core/model/shape.ts'
import { storedAheadMs } from '../core/state/rows/batch.ts'
import { sentPartition } from '../core/state/table-keys.ts'
import type { OnUnreadable, RowKind } from './row.ts'
import { getBody, keyOf, putIf } from './table-item.ts'

/** An event is forgotten after this: nothing that old is still on its way. */
const forgetSentAfterMs = 30 * 86_400_000

const isSentEvent = shape<SentEvent>({ sequence: isInstant, action: wordOf('trigger', 'resolve') })

const sentKind: RowKind<SentEvent> = {
  accepts: (value): value is SentEvent =>
    isSentEvent(value) && value.sequence <= groupSequence(Date.now() + storedAheadMs, true),
}

/**
 * Stores the newest event of each incident and service in the table of the states. A row that cannot be read, or that lies far ahead, holds
 * back no event.
 */
export function openSentEvents(
  client: DynamoDBClient,
  tableName: string,
  { onUnreadable }: { readonly onUnreadable?: OnUnreadable } = {},
): SentEventStore {
  const table = { client, name: tableName, onUnreadable }
  const keyFor = (service: string, incident: string) => keyOf(`${sentPartition}${service}`, incident)
  const newest = (service: string, incident: string) => getBody(table, sentKind, keyFor(service, incident))
  return {
    async claim(service, incident, event, nowMs) {
      const forgetAt = nowMs + forgetSentAfterMs
      const row = { key: keyFor(service, incident), body: event, order: { tick: event.sequence }, forgetAt }
      return (await putIf(table, row)) || ((await newest(service, incident)) === null && putIf(table, row))
    },
    newest,
  }
}
