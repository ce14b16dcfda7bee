import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openJournal } from '../../functions/aws/journal.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import { type DryRun, dryRunEvent, parseDryRunResult } from '../../functions/core/rotation/dry-run.ts'
import {
  parseRotationReply,
  type RotationOrder,
  type RotationReply,
  rotationOrderEvent,
} from '../../functions/core/rotation/order-event.ts'
import type { Journal } from '../../functions/core/rotation/record.ts'
import type { StopStore } from '../../functions/core/rotation/stop.ts'
import type { Connection } from './connection.ts'
import { functionCaller } from './function-caller.ts'
import { calling } from './troubles.ts'

/** Where people order rotations and see what became of them. It may read their records, and start or change nothing by itself. */
export type RotationClient = {
  order(order: RotationOrder): Promise<RotationReply>
  /** Null where nothing of ours renews the check's environment. */
  dryRun(check: CheckKey): Promise<DryRun | null>
  readonly journal: Pick<Journal, 'read' | 'history'> & Pick<StopStore, 'readStop'>
}

/** Its troubles are failures in our own words. */
export function rotationClient(connection: Connection): RotationClient {
  const { deployment, region, directory, options } = connection
  const call = functionCaller(connection)
  const journal = openJournal(new DynamoDBClient(options), directory.table)
  const notified = <Answer>(action: string, read: () => Promise<Answer>): Promise<Answer> => {
    const message = `${deployment} in ${region} names a table that is not there (${directory.table}): deploy again`
    const resource = `arn:aws:dynamodb:${region}:*:table/${directory.table}`
    const missing = { code: 'broken_deployment', message } as const
    return calling({ action: `dynamodb:${action}`, resource, policy: 'TokenwatchOperator', missing }, read)
  }
  return {
    order: (order) =>
      call({
        functionName: directory.tick,
        event: rotationOrderEvent(order),
        parse: parseRotationReply,
        called: 'tick',
      }),
    async dryRun(check) {
      const functionName = directory.rotators[check.slice(0, check.indexOf('/'))]
      if (functionName === undefined) return null
      return call({ functionName, event: dryRunEvent(check), parse: parseDryRunResult, called: 'rotate function' })
    },
    journal: {
      read: (check) => notified('GetItem', () => journal.read(check)),
      readStop: (check) => notified('GetItem', () => journal.readStop(check)),
      history: (check, newest) => notified('Query', () => journal.history(check, newest)),
    },
  }
}
