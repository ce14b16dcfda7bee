import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openTable } from '../../functions/aws/table.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import type { Selection } from '../../functions/core/gate/selection.ts'
import type { ConditionStore } from '../../functions/core/state/conditions.ts'
import type { StateStore } from '../../functions/core/state/state.ts'
import { refuseEmpty } from '../selection.ts'
import { type Connection, connect, type Whereabouts } from './connection.ts'
import { deployedGate } from './deployed-gate.ts'
import { calling } from './troubles.ts'

/** Where an operator looks at what a deployment remembers, and changes what people may change of it. */
export type Desk = {
  readonly deployment: string
  /** For what else is done there. */
  readonly connection: Connection
  /** What is remembered of some checks; fails where none is meant. Nothing is probed. */
  look(selection: Selection): Promise<GateAnswer>
  readonly states: Pick<StateStore, 'read' | 'write'>
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
}

/** The desk of the deployment that is meant. Its troubles are failures in our own words. */
export async function openDesk(
  whereabouts: Whereabouts,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Desk> {
  const connection = await connect(whereabouts, environment)
  const gate = deployedGate(connection)
  return {
    deployment: connection.deployment,
    connection,
    async look(selection) {
      const answer = await gate.ask({ selection, evidence: 'remembered', maxAgeSeconds: null })
      refuseEmpty({ checks: answer.judgements.length, unmatched: answer.unmatched, names: answer.names })
      return answer
    },
    ...storesOf(connection),
  }
}

function storesOf({ deployment, region, directory, options }: Connection): Pick<Desk, 'states' | 'conditions'> {
  const client = new DynamoDBClient(options)
  const [states, conditions] = [openTable(client, directory.table), openConditions(client, directory.table)]
  const told = <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> =>
    calling(
      {
        action: `dynamodb:${action}`,
        resource: `arn:aws:dynamodb:${region}:*:table/${directory.table}`,
        policy: 'TokenwatchOperator',
        missing: {
          code: 'broken_deployment',
          message: `${deployment} in ${region} names a table that is not there (${directory.table}): deploy again`,
        },
      },
      call,
    )
  return {
    states: {
      read: (checks) => told('BatchGetItem', () => states.read(checks)),
      write: (state) => told('PutItem', () => states.write(state)),
    },
    conditions: {
      all: () => told('Query', () => conditions.all()),
      put: (condition, forgetAt) => told('PutItem', () => conditions.put(condition, forgetAt)),
    },
  }
}
