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
import { rehearsalEvent } from '../../functions/core/rotation/rehearse.ts'
import type { StopStore } from '../../functions/core/rotation/stop.ts'
import type { Connection } from './connection.ts'
import { functionCaller } from './function-caller.ts'
import { calling } from './troubles.ts'

/** Orders rotations and reads their records. Starts and changes nothing by itself. */
export type RotationClient = {
  order(order: RotationOrder): Promise<RotationReply>
  /** Returns null if Tokenwatch has no rotation function for the environment of the check. */
  dryRun(check: CheckKey): Promise<DryRun | null>
  /** Makes, tests and ends a credential at the provider; null as above. */
  rehearse(check: CheckKey): Promise<DryRun | null>
  readonly journal: Pick<Journal, 'read' | 'history'> & Pick<StopStore, 'readStop'>
}

/** Opens the client. Errors become failures with the way out. */
export function rotationClient(connection: Connection): RotationClient {
  const { deployment, region, directory, options } = connection
  const call = functionCaller(connection)
  const journal = openJournal(new DynamoDBClient(options), directory.table)
  const withFailures = <Answer>(action: string, read: () => Promise<Answer>): Promise<Answer> => {
    const message = `${deployment} in ${region} names a table that does not exist (${directory.table}): deploy again`
    const resource = `arn:aws:dynamodb:${region}:*:table/${directory.table}`
    const missing = { code: 'broken_deployment', message } as const
    return calling({ action: `dynamodb:${action}`, resource, policy: 'TokenwatchOperator', missing }, read)
  }
  /** Asks the rotation function of the check's environment; null if there is none. */
  async function ask(check: CheckKey, event: object): Promise<DryRun | null> {
    const functionName = directory.rotators[check.slice(0, check.indexOf('/'))]
    if (functionName === undefined) return null
    return call({ functionName, event, parse: parseDryRunResult, called: 'rotate function' })
  }
  return {
    order: (order) =>
      call({
        functionName: directory.tick,
        event: rotationOrderEvent(order),
        parse: parseRotationReply,
        called: 'tick',
      }),
    dryRun: (check) => ask(check, dryRunEvent(check)),
    rehearse: (check) => ask(check, rehearsalEvent(check)),
    journal: {
      read: (check) => withFailures('GetItem', () => journal.read(check)),
      readStop: (check) => withFailures('GetItem', () => journal.readStop(check)),
      history: (check, newest) => withFailures('Query', () => journal.history(check, newest)),
    },
  }
}
