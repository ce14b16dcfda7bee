import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openTable } from '../../functions/aws/table.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import type { GateSelection } from '../../functions/core/gate/selection.ts'
import type { ConditionStore } from '../../functions/core/state/conditions.ts'
import type { StateStore } from '../../functions/core/state/state.ts'
import { refuseEmpty } from '../selection.ts'
import { type Connection, connect, type Whereabouts } from './connection.ts'
import { deployedGate } from './deployed-gate.ts'
import { calling } from './troubles.ts'

/** Where an operator looks at what a deployment remembers, and changes what people may change of it. */
export type DeploymentClient = {
  readonly deployment: string
  /** For what else is done there. */
  readonly connection: Connection
  /** What is remembered of some checks; fails where none is meant. Nothing is probed. */
  look(selection: GateSelection): Promise<GateAnswer>
  readonly states: Pick<StateStore, 'read' | 'write'>
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
}

/** The desk of the deployment that is meant. Its troubles are failures in our own words. */
export async function openDeploymentClient(
  whereabouts: Whereabouts,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<DeploymentClient> {
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

function storesOf({
  deployment,
  region,
  directory,
  options,
}: Connection): Pick<DeploymentClient, 'states' | 'conditions'> {
  const client = new DynamoDBClient(options)
  const [states, conditions] = [openTable(client, directory.table), openConditions(client, directory.table)]
  const notified = <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> =>
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
      read: (checks) => notified('BatchGetItem', () => states.read(checks)),
      write: (state) => notified('PutItem', () => states.write(state)),
    },
    conditions: {
      all: () => notified('Query', () => conditions.all()),
      put: (condition, forgetAt) => notified('PutItem', () => conditions.put(condition, forgetAt)),
    },
  }
}
