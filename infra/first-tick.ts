import { CfnOutput, CustomResource, Duration, FileSystem } from 'aws-cdk-lib'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { AccountSettings } from '../functions/core/model/account.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { accountOf } from './account.ts'
import { acknowledgeFinding } from './acknowledge.ts'
import { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { duesOf } from './schedules.ts'

export type FirstTickProps = {
  readonly deployment: Deployment
  readonly bundles: string
  readonly functions: Functions
  readonly undelivered: Queue
  /** Resources that a tick needs besides those that `functions` grants. */
  readonly after: readonly Construct[]
}

/**
 * Runs one tick of every cadence after each deployment that changed the config or the code, so that a deployment shows whether
 * the monitor ticks. It shares the role of `tick`, and no finding fails the deployment.
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
    // Permissions for functions that are perhaps of another account have conditions. CloudFormation waits only for those that it makes.
    for (const rule of ['E3005', 'W2502'])
      acknowledgeFinding(tick, `CloudFormation-Validate::${rule}`, 'It waits for what is made.')
    new CfnOutput(this, 'Found', { key: 'FirstTick', value: tick.getAttString('Result') })
    new CfnOutput(this, 'Log', {
      key: 'TickLog',
      value: readingLog(functions.tick.logs.logGroupName, accountOf(this)),
    })
  }

  #function({ deployment, bundles, functions, undelivered }: FirstTickProps): TokenwatchFunction {
    const { tick } = functions
    const first = new TokenwatchFunction(this, 'Function', {
      code: `${bundles}/first-tick`,
      description: 'Ticks once after a deployment and reports the outcome to CloudFormation',
      environment: tick.environment,
      timeout: Duration.minutes(2),
      memoryMb: 256,
      runs: 'once',
      retention: deployment.retentionDays,
      beside: tick,
      ...(functions.network === null ? {} : { network: functions.network }),
    })
    first.lambda.configureAsyncInvoke({
      retryAttempts: 1,
      maxEventAge: Duration.minutes(5),
      onFailure: new SqsDestination(undelivered),
    })
    return first
  }
}

/** Returns the command that shows a log. Groups of the class for infrequent access can only be queried. */
function readingLog(logGroup: string, { logClass }: AccountSettings): string {
  if (logClass === 'standard') return `aws logs tail ${logGroup} --since 15m`
  return `aws logs start-query --log-group-name ${logGroup} --start-time $(($(date +%s)-900)) --end-time $(date +%s) --query-string 'fields @timestamp, @message | sort @timestamp'`
}
