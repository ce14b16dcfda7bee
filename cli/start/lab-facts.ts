import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { openConditions } from '../../functions/aws/conditions.ts'
import { openCheckHistory } from '../../functions/aws/history.ts'
import { openJournal } from '../../functions/aws/journal.ts'
import { openTable } from '../../functions/aws/table.ts'
import { rememberedAnswer } from '../../functions/core/gate/remembered.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import type { DeploymentFacts, LabFault } from '../../functions/status-page/facts.ts'
import type { ConsoleActions } from '../console/actions.ts'
import { cachedMonths } from '../console/cached-months.ts'
import type { LabLog } from './lab-log.ts'

/** Access to the lab's table, and the log of its functions. */
export type LabAccess = {
  readonly deployment: Deployment
  /** Variables that point an SDK at the lab. */
  readonly environment: Readonly<Record<string, string>>
  readonly table: string
  readonly log: LabLog
  faults(): readonly LabFault[]
}

/** The lab, as a console looks at it. */
export type LabReader = Pick<ConsoleActions, 'states' | 'conditions'> & {
  look(): Promise<DeploymentFacts>
  close(): void
}

/** Rotations of one check. */
const newestRotations = 3

/** Opens the lab. The same records are read as in AWS, without the way over a function. */
export function openLabReader({ deployment, environment, table, log, faults }: LabAccess): LabReader {
  const client = new DynamoDBClient(clientOptionsOf(environment))
  const records = openTable(client, table)
  const conditions = openConditions(client, table)
  const journal = openJournal(client, table)
  const monthsOf = cachedMonths(openCheckHistory(client, table))
  const rotated = deployment.checks.filter(({ rotation }) => rotation.by === 'ours')
  return {
    states: records,
    conditions,
    async look() {
      const stores = { deployment, states: records, records, conditions, profileOf, now: Date.now }
      const [answer, states, active, rotations] = await Promise.all([
        rememberedAnswer(stores),
        records.read(deployment.checks.map(({ key }) => key)),
        conditions.all(),
        Promise.all(rotated.map(({ key }) => journal.history(key, newestRotations))),
      ])
      const { at, pulses, judgements } = answer
      const read = { at, pulses, judgements, states, conditions: active, rotations: rotations.flat() }
      const histories = await monthsOf(states, at)
      return {
        deployment: deployment.name,
        ...read,
        histories,
        ...log.read(),
        unread: [],
        options: '',
        faults: faults(),
      }
    },
    close: () => client.destroy(),
  }
}

function clientOptionsOf(environment: Readonly<Record<string, string>>) {
  const named = (name: string) => environment[name] ?? ''
  return {
    endpoint: named('AWS_ENDPOINT_URL_DYNAMODB'),
    region: named('AWS_REGION'),
    credentials: {
      accessKeyId: named('AWS_ACCESS_KEY_ID'),
      secretAccessKey: named('AWS_SECRET_ACCESS_KEY'),
      sessionToken: named('AWS_SESSION_TOKEN'),
    },
  }
}
