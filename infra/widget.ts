import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { environmentNames } from '../functions/aws/environment.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import {
  cadencePartition,
  conditionsPartition,
  rotationPartition,
  statePartition,
} from '../functions/core/state/table-keys.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { keysOf } from './keys.ts'
import type { State } from './state.ts'

export type WidgetProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly state: State
  readonly functions: Pick<Functions, 'network'>
}

/** Renders the status page for the CloudWatch dashboard. Exists only if the config asks for it; it may read state and nothing else. */
export class Widget extends Construct {
  readonly function: TokenwatchFunction | null

  constructor(scope: Construct, id: string, { deployment, bundles, state, functions }: WidgetProps) {
    super(scope, id)
    if (!deployment.widget) {
      this.function = null
      return
    }
    this.function = new TokenwatchFunction(this, 'Page', {
      code: `${bundles}/widget`,
      description: 'Renders the status page for the dashboard',
      environment: { [environmentNames.table]: state.table.tableName },
      timeout: Duration.seconds(20),
      memoryMb: 256,
      runs: 'once',
      retention: deployment.retentionDays,
      ...(functions.network === null ? {} : { network: functions.network }),
    })
    this.function.allow(
      'ReadState',
      ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      [state.table.tableArn],
      {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': partitionsFor(deployment),
        },
      },
    )
    keysOf(this).allowTable(this.function)
  }
}

/** Lists what the page is made from: states, ticks and conditions; rotations, where Tokenwatch rotates anything. */
function partitionsFor({ checks }: Deployment): readonly string[] {
  const isRotating = checks.some(({ rotation }) => rotation.by === 'ours')
  const always = [`${statePartition}*`, `${cadencePartition}*`, conditionsPartition]
  return isRotating ? [...always, `${rotationPartition}*`] : always
}
