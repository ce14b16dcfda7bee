import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openCheckHistory } from '../../functions/aws/history.ts'
import { openShadow } from '../../functions/aws/shadow.ts'
import { openTable } from '../../functions/aws/table.ts'
import type { GateAnswer } from '../../functions/core/gate/question.ts'
import type { GateSelection } from '../../functions/core/gate/selection.ts'
import type { ConditionStore } from '../../functions/core/state/conditions.ts'
import type { HistoryStore } from '../../functions/core/state/history-month.ts'
import type { ShadowStore } from '../../functions/core/state/shadow-message.ts'
import type { StateStore } from '../../functions/core/state/state.ts'
import type { Terminal } from '../framework/terminal.ts'
import { refuseEmpty } from '../selection.ts'
import { type Connection, connect, type Whereabouts } from './connection.ts'
import { deployedGate } from './deployed-gate.ts'
import { calling } from './troubles.ts'

/** Access of an operator to the stored state of a deployment. */
export type DeploymentClient = {
  readonly deployment: string
  /** Connection for further clients. */
  readonly connection: Connection
  /** Returns the stored judgements of some checks. Fails if none is selected. Probes nothing. */
  look(selection: GateSelection): Promise<GateAnswer>
  readonly states: Pick<StateStore, 'read' | 'write'>
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
  readonly shadow: Pick<ShadowStore, 'since'>
  readonly history: Pick<HistoryStore, 'readMonths'>
}

/** Opens the client of a deployment. Errors become failures with the way out. */
export async function openDeploymentClient(
  whereabouts: Whereabouts,
  terminal: Pick<Terminal, 'environment' | 'note'>,
): Promise<DeploymentClient> {
  const connection = await connect(whereabouts, terminal)
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

/** Opens the table of a deployment. */
export function storesOf({
  deployment,
  region,
  directory,
  options,
}: Connection): Pick<DeploymentClient, 'states' | 'conditions' | 'shadow' | 'history'> {
  const client = new DynamoDBClient(options)
  const [states, conditions] = [openTable(client, directory.table), openConditions(client, directory.table)]
  const [shadow, history] = [openShadow(client, directory.table), openCheckHistory(client, directory.table)]
  const withFailures = <Answer>(action: string, call: () => Promise<Answer>): Promise<Answer> =>
    calling(
      {
        action: `dynamodb:${action}`,
        resource: `arn:aws:dynamodb:${region}:*:table/${directory.table}`,
        policy: 'TokenwatchOperator',
        missing: {
          code: 'broken_deployment',
          message: `${deployment} in ${region} names a table that does not exist (${directory.table}): deploy again`,
        },
      },
      call,
    )
  return {
    states: {
      read: (checks) => withFailures('BatchGetItem', () => states.read(checks)),
      write: (state) => withFailures('PutItem', () => states.write(state)),
    },
    shadow: { since: (fromMs, nowMs) => withFailures('Query', () => shadow.since(fromMs, nowMs)) },
    history: {
      readMonths: (checks, months) => withFailures('BatchGetItem', () => history.readMonths(checks, months)),
    },
    conditions: {
      all: () => withFailures('Query', () => conditions.all()),
      put: (condition, forgetAt) => withFailures('PutItem', () => conditions.put(condition, forgetAt)),
    },
  }
}
