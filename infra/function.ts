import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { ISecurityGroup, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

/** As long as a batch of fifty may take that meets a dead host: checks are not begun when less than their own worst case is left. */
export const probeTimeout = Duration.seconds(90)

export type FunctionProps = {
  /** Folder with `index.mjs` and the deployment beside it. */
  readonly code: string
  readonly description: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeout: Duration
  readonly memoryMb: number
  readonly retention: RetentionDays
  /** The function whose role and log this one shares, where both do the same work. */
  readonly beside?: TokenwatchFunction
  readonly network?: { readonly vpc: IVpc; readonly subnets: ISubnet[]; readonly securityGroups: ISecurityGroup[] }
}

/**
 * A function of ours: arm64, Node 24, JSON logs in a group of its own that ends, and a role of its own that may do nothing
 * but write that log until somebody grants more.
 */
export class TokenwatchFunction extends Construct {
  readonly lambda: LambdaFunction
  readonly role: Role
  readonly logs: LogGroup
  /** What it is told by its environment, besides Node's own options. */
  readonly environment: Readonly<Record<string, string>>

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id)
    const { network, beside } = props
    this.environment = props.environment
    this.logs =
      beside?.logs ?? new LogGroup(this, 'Logs', { retention: props.retention, removalPolicy: RemovalPolicy.DESTROY })
    this.role = beside?.role ?? new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    // The group's ARN ends in `:*`, which is its streams.
    if (beside === undefined)
      this.allow('WriteLog', ['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logs.logGroupArn])
    this.lambda = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(props.code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      timeout: props.timeout,
      memorySize: props.memoryMb,
      role: this.role,
      logGroup: this.logs,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      ...(network === undefined
        ? {}
        : { vpc: network.vpc, vpcSubnets: { subnets: network.subnets }, securityGroups: network.securityGroups }),
    })
    if (network !== undefined) this.#allowNetworkInterfaces()
    this.#acknowledge()
  }

  /** Grants that are not tied to one resource's construct. `sid` says what for. */
  allow(
    sid: string,
    actions: string[],
    resources: string[],
    conditions: Record<string, Record<string, unknown>> = {},
  ): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ sid, actions, resources, conditions }))
  }

  #acknowledge(): void {
    acknowledge(
      this.lambda,
      'Serverless',
      'LambdaDLQ',
      'Asynchronous invocations have a failure destination; the queue and Secrets Manager invoke with retries of their own.',
    )
    acknowledge(
      this.lambda,
      'Serverless',
      'LambdaTracing',
      'X-Ray segments hold URLs and errors of foreign hosts; phases are logged by our closed schema instead.',
    )
  }

  /** What Lambda itself needs to put the function into a network. It has no resource-level permissions for these. */
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
    acknowledge(
      this.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'Network interfaces know no resources before they exist.',
    )
  }
}
