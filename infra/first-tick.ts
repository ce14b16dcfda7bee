import { CfnOutput, CustomResource, Duration, FileSystem } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { duesOf } from './schedules.ts'

export type FirstTickProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly functions: Functions
  readonly undelivered: Queue
  /** Everything that a tick needs, besides what `functions` says of itself. */
  readonly after: readonly Construct[]
}

/**
 * A tick of every cadence right after a deployment that changed the config or the code, so that whoever deploys sees whether it
 * ticks. It does the tick's own work under the tick's own role, and never fails a deployment by what it finds.
 */
export class FirstTick extends Construct {
  constructor(scope: Construct, id: string, props: FirstTickProps) {
    super(scope, id)
    const { deployment, bundles, functions } = props
    const { lambda } = this.#function(props)
    const tick = new CustomResource(this, 'Result', {
      resourceType: 'Custom::TokenwatchFirstTick',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.minutes(10),
      properties: { Dues: JSON.stringify(duesOf(deployment)), Code: FileSystem.fingerprint(bundles) },
    })
    tick.node.addDependency(lambda, functions, ...props.after)
    new CfnOutput(this, 'Found', { key: 'FirstTick', value: tick.getAttString('Result') })
    new CfnOutput(this, 'Log', {
      key: 'TickLog',
      value: `aws logs tail ${functions.tick.logs.logGroupName} --since 15m`,
    })
  }

  #function({ deployment, bundles, functions, undelivered }: FirstTickProps): TokenwatchFunction {
    const { tick } = functions
    const first = new TokenwatchFunction(this, 'Function', {
      code: `${bundles}/first-tick`,
      description: 'Ticks once after a deployment and tells CloudFormation what came of it',
      environment: tick.environment,
      timeout: Duration.minutes(2),
      memoryMb: 256,
      retention: deployment.retentionDays,
      beside: tick,
    })
    first.lambda.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.minutes(5),
      onFailure: new SqsDestination(undelivered),
    })
    return first
  }
}
