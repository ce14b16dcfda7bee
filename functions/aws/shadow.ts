import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Message } from '../core/alerting/messages/message.ts'
import { isShadowMessage } from '../core/state/rows/monitor.ts'
import type { ShadowStore } from '../core/state/shadow-message.ts'
import { shadowPartition } from '../core/state/table-keys.ts'
import { keyOf, putIf, queryBodies } from './table-item.ts'

const dayMs = 86_400_000

/** A message is deleted some time after this. */
const forgetShadowAfterMs = 31 * dayMs

/** Stores the messages that nobody got in the table of the states, one partition a day. */
export function openShadow(client: DynamoDBClient, tableName: string): ShadowStore {
  return {
    async record(message) {
      const { at, kind, checks } = message
      const key = keyOf(partitionOf(at), `${new Date(at).toISOString()} ${kind} ${checks[0]?.key ?? ''}`)
      await putIf(
        { client, name: tableName },
        { key, body: message, order: { tick: at }, forgetAt: at + forgetShadowAfterMs },
      )
    },
    async since(fromMs, nowMs) {
      const days: string[] = []
      for (let day = Math.floor(fromMs / dayMs); day <= Math.floor(nowMs / dayMs); day += 1)
        days.push(partitionOf(day * dayMs))
      const found = await Promise.all(
        days.map((partition) =>
          queryBodies({ client, name: tableName }, { accepts: isShadowMessage }, { partition, begins: '' }),
        ),
      )
      return found.flat().filter(({ at }) => at >= fromMs)
    },
  }
}

const partitionOf = (at: number): string => `${shadowPartition}${new Date(at).toISOString().slice(0, 10)}`

/** Publishes messages, and stores those of checks in the shadow instead. */
export function shadowing(publish: (message: Message) => Promise<void>, { record }: Pick<ShadowStore, 'record'>) {
  return (message: Message): Promise<void> => (message.shadow === undefined ? publish(message) : record(message.shadow))
}
