import { CfnOutput, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import { audienceOf, topicNames } from '../functions/core/model/audience.ts'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { parameterNameOf, spellDirectory } from '../functions/core/state/directory.ts'
import {
  conditionsPartition,
  historyPartition,
  rotationPartition,
  shadowPartition,
  statePartition,
} from '../functions/core/state/table-keys.ts'
import { ownVersion } from '../functions/own-version.ts'
import type { TokenwatchFunction } from './function.ts'
import type { Functions } from './functions.ts'
import { keysOf } from './keys.ts'
import type { Probe } from './probe.ts'
import type { RotationWiring } from './rotations.ts'
import type { State } from './state.ts'
import type { Topics } from './topics.ts'

export type DirectoryProps = {
  readonly deployment: Deployment
  readonly state: State
  readonly functions: Functions
  readonly topics: Topics
  readonly rotations: RotationWiring
  /** Sends pages to PagerDuty; null if no subscriber asks for it. */
  readonly notify: TokenwatchFunction | null
}

/**
 * Directory of the deployment: the parameter `/tokenwatch/<name>`, from which the command line and the gate find the parts, and
 * the policies for pipelines and operators.
 */
export class Directory extends Construct {
  readonly parameter: StringParameter
  readonly gate: ManagedPolicy
  readonly operator: ManagedPolicy

  constructor(scope: Construct, id: string, props: DirectoryProps) {
    super(scope, id)
    const { deployment, state, functions, topics, rotations } = props
    this.parameter = new StringParameter(this, 'Parameter', {
      parameterName: parameterNameOf(deployment.name),
      // Becomes an advanced parameter where a standard one is too small.
      tier: ParameterTier.INTELLIGENT_TIERING,
      description: `Resource names of Tokenwatch ${deployment.name}, for the command line and the gate`,
      stringValue: spellDirectory({
        config: deployment.hash,
        release: ownVersion(),
        table: state.table.tableName,
        tick: functions.tick.lambda.functionName,
        // For every environment that `probes` does not name.
        probe: functions.probes[0]?.lambda.functionName ?? '',
        probes: Object.fromEntries(functions.probes.slice(1).flatMap(probedBy)),
        rotators: Object.fromEntries(
          [...rotations.byEnvironment].map(([environment, { lambda }]) => [environment, lambda.functionName]),
        ),
        page: topics.page.topicArn,
        notice: topics.notice.topicArn,
        watcher: topics.watcher.topicArn,
      }),
    })
    const find = new PolicyStatement({
      sid: 'Find',
      actions: ['ssm:GetParameter'],
      resources: [this.parameter.parameterArn],
    })
    const askProbe = new PolicyStatement({
      sid: 'AskProbe',
      actions: ['lambda:InvokeFunction'],
      resources: functions.probes.map((probe) => probe.entrance('gate').functionArn),
    })
    this.gate = new ManagedPolicy(this, 'Gate', {
      managedPolicyName: gatePolicyName(deployment.name, Stack.of(this).region),
      description: `Ask Tokenwatch ${deployment.name} whether a deployment may rely on its credentials`,
      statements: [find, askProbe],
    })
    this.operator = new ManagedPolicy(this, 'Operator', {
      managedPolicyName: `TokenwatchOperator-${deployment.name}-${Stack.of(this).region}`,
      description: `Operate Tokenwatch ${deployment.name}: list, acknowledge and silence incidents, clear alert storms, send test pages, order rotations`,
      statements: [
        find,
        changingIncidents(state),
        seeingHistory(state),
        askProbe,
        new PolicyStatement({
          sid: 'TestPages',
          actions: ['lambda:InvokeFunction'],
          resources: functions.probes.map((probe) => probe.entrance('operator').functionArn),
        }),
        ...seeingDelivery(props),
        ...(deployment.checks.some(({ rotation }) => rotation.by !== 'manual')
          ? orderingRotations({ state, functions, rotations })
          : []),
      ],
    })
    this.#tell()
  }

  /** Lets an operator use the key of the table, and outputs the ARNs of the policies, whatever the account calls them. */
  #tell(): void {
    keysOf(this).allowTable({
      allow: (sid, actions, resources, conditions) =>
        this.operator.addStatements(new PolicyStatement({ sid, actions, resources, conditions })),
    })
    new CfnOutput(this, 'GatePolicy', { key: 'GatePolicy', value: this.gate.managedPolicyArn })
    new CfnOutput(this, 'OperatorPolicy', { key: 'OperatorPolicy', value: this.operator.managedPolicyArn })
  }
}

/** Permission to read and change check states and conditions. The monitor's own records and experiments stay out of reach. */
function changingIncidents({ table }: State): PolicyStatement {
  return new PolicyStatement({
    sid: 'LookAndChange',
    actions: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': operatorPartitions } },
  })
}

/** Permission to read the history of checks. Nobody but the monitor writes it. */
function seeingHistory({ table }: State): PolicyStatement {
  return new PolicyStatement({
    sid: 'SeeHistory',
    actions: ['dynamodb:BatchGetItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${historyPartition}*`] } },
  })
}

/** Functions, and queues, that the policy names: it has room for no more. Of others, `page --test` says that it cannot tell. */
const mostNamed = 15

/** Permissions for `page --test`, which looks if SNS may deliver to the functions and queues of the config. */
function seeingDelivery({ deployment, topics, notify }: DirectoryProps): readonly PolicyStatement[] {
  const recipients = topicNames.flatMap((topic) => audienceOf(deployment, topic).map(({ subscriber }) => subscriber))
  const functions = [
    ...(notify === null ? [] : [notify.lambda.functionArn]),
    ...recipients.flatMap((one) => (one.kind === 'lambda' ? [one.functionArn] : [])),
  ]
  const queues = recipients.flatMap((one) => (one.kind === 'sqs' ? [one.queueArn] : []))
  const statement = (sid: string, actions: string[], resources: readonly string[]) =>
    resources.length === 0
      ? []
      : [new PolicyStatement({ sid, actions, resources: [...new Set(resources)].slice(0, mostNamed) })]
  return [
    ...statement(
      'SeeSubscriptions',
      ['sns:ListSubscriptionsByTopic'],
      topicNames.map((name) => topics[name].topicArn),
    ),
    ...statement('SeeFunctionPolicies', ['lambda:GetPolicy'], functions),
    ...statement('SeeQueuePolicies', ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], queues),
  ]
}

/**
 * Permissions for `tokenwatch rotate` and `rotations`. `tick` starts the ordered rotations, so a person needs no access to any
 * secret.
 */
function orderingRotations({ state, functions, rotations }: Pick<DirectoryProps, 'state' | 'functions' | 'rotations'>) {
  return [
    new PolicyStatement({
      sid: 'SeeRotations',
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      resources: [state.table.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${rotationPartition}*`] } },
    }),
    new PolicyStatement({
      sid: 'OrderRotations',
      actions: ['lambda:InvokeFunction'],
      resources: [functions.tick, ...rotations.functions].map((one) => one.entrance('operator').functionArn),
    }),
  ]
}

/** Partitions of the table that operator commands read and write. */
const operatorPartitions = [`${statePartition}*`, `${shadowPartition}*`, conditionsPartition]

/** Returns the name of the policy for gates. IAM is global, so the name contains the Region. */
export function gatePolicyName(deployment: string, region: string): string {
  return `TokenwatchGate-${deployment}-${region}`
}

/** Returns each environment of a probe location with the function that probes it. */
function probedBy({ location, lambda }: Probe): readonly (readonly [environment: string, functionName: string])[] {
  return location.environments.map((environment) => [environment, lambda.functionName] as const)
}
