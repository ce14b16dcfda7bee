import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2'
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import {
  Alias,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, LogGroupClass, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { AccountSettings, ReservedConcurrency } from '../functions/core/model/account.ts'
import type { Entrance } from '../functions/core/model/entrance.ts'
import { accountOf } from './account.ts'
import { acknowledgeNag } from './acknowledge.ts'
import { keysOf } from './keys.ts'
import { packArns } from './policy-packing.ts'
import { TokenwatchRole } from './role.ts'

/** Timeout for a batch of fifty checks whose host does not answer. A check starts only if its own worst case still fits. */
export const probeTimeout = Duration.seconds(90)

export type FunctionProps = {
  /** Folder with `index.mjs` and the deployment file. */
  readonly code: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeout: Duration
  readonly memoryMb: number
  /** Its share of the concurrency that the account reserves; the first tick runs once at a time. */
  readonly runs: keyof ReservedConcurrency | 'once'
  readonly retention: RetentionDays
  /** The function whose role and log group this one shares, where both do the same work. */
  readonly beside?: TokenwatchFunction
  readonly network?: { readonly vpc: IVpc; readonly subnets: ISubnet[]; readonly securityGroups: ISecurityGroup[] }
}

/**
 * A Lambda function: arm64, Node 24, JSON logs in a log group with a retention, and a role that may only write that log until
 * more is granted.
 */
export class TokenwatchFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly role: Role
  readonly logs: LogGroup
  readonly environment: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id)
    const { network, beside } = props
    this.environment = props.environment
    this.logs = beside?.logs ?? this.#logGroup(props.retention)
    this.role = beside?.role ?? new TokenwatchRole(this, 'Role', 'lambda.amazonaws.com')
    // The ARN of the group ends in `:*`, which stands for its streams.
    if (beside === undefined)
      this.allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logs.logGroupArn])
    this.lambda = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      environment: { ...props.environment },
      timeout: props.timeout,
      memorySize: props.memoryMb,
      role: this.role,
      logGroup: this.logs,
      ...reservedFor(props.runs, accountOf(this)),
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(network === undefined
        ? {}
        : { vpc: network.vpc, vpcSubnets: { subnets: network.subnets }, securityGroups: network.securityGroups }),
    })
    if (network !== undefined && beside === undefined) this.#allowNetworkInterfaces()
    this.#acknowledge()
  }

  /**
   * Adds a grant that is not tied to the construct of one resource. `sid` says what it is for. Many resources are several statements,
   * since the CDK divides a policy that is too long between statements alone.
   */
  allow(
    sid: string,
    actions: string[],
    resources: string[],
    conditions: Record<string, Record<string, unknown>> = {},
  ): void {
    for (const [index, some] of packArns(resources, 1).entries()) {
      const name = index === 0 ? sid : `${sid}${index + 1}`
      this.role.addToPrincipalPolicy(new PolicyStatement({ sid: name, actions, resources: [...some], conditions }))
    }
  }

  #logGroup(retention: RetentionDays): LogGroup {
    const { logClass } = accountOf(this)
    const rare = logClass === 'infrequent-access' ? { logGroupClass: LogGroupClass.INFREQUENT_ACCESS } : {}
    const key = keysOf(this).logs
    const encrypted = key === null ? {} : { encryptionKey: key }
    return new LogGroup(this, 'Logs', { retention, removalPolicy: RemovalPolicy.DESTROY, ...rare, ...encrypted })
  }

  /** Returns the alias for one kind of caller. It follows the newest code, so that it changes nothing but the right to call. */
  entrance(name: Exclude<Entrance, 'own'>): Alias {
    const found = this.node.tryFindChild(name)
    return found instanceof Alias
      ? found
      : new Alias(this, name, { aliasName: name, version: this.lambda.latestVersion })
  }

  #acknowledge(): void {
    for (const pack of ['Serverless', 'NIST.800.53.R5'] as const)
      acknowledgeNag(
        this.lambda,
        pack,
        'LambdaDLQ',
        'Asynchronous invocations have a failure destination; the queue and Secrets Manager invoke with retries of their own.',
      )
    acknowledgeNag(
      this.lambda,
      'Serverless',
      'LambdaTracing',
      'X-Ray segments hold URLs and errors of foreign hosts. Timings are logged in our closed schema instead.',
    )
  }

  /** Grants what Lambda needs to attach the function to a VPC. These actions have no resource-level permissions. */
  #allowNetworkInterfaces(): void {
    const actions = [
      'CreateNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeSubnets',
      'DeleteNetworkInterface',
      'AssignPrivateIpAddresses',
      'UnassignPrivateIpAddresses',
    ]
    this.allow(
      'JoinNetwork',
      actions.map((action) => `ec2:${action}`),
      ['*'],
    )
    acknowledgeNag(
      this.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'Actions on network interfaces have no resource-level permissions before the interfaces exist.',
    )
  }
}

function reservedFor(
  runs: FunctionProps['runs'],
  { concurrency: { reserved } }: AccountSettings,
): { readonly reservedConcurrentExecutions?: number } {
  if (reserved === null) return {}
  return { reservedConcurrentExecutions: runs === 'once' ? 1 : reserved[runs] }
}
