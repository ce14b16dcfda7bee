import { Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Construct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { parameterNameOf, spellDirectory } from '../functions/core/state/directory.ts'
import { conditionsPartition, rotationPartition, statePartition } from '../functions/core/state/table-keys.ts'
import type { Functions } from './functions.ts'
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
}

/** Where command line and gate find this deployment: one parameter, `/tokenwatch/<name>`, and the policies that let pipelines and people use it. */
export class Directory extends Construct {
  readonly parameter: StringParameter
  readonly gate: ManagedPolicy
  readonly operator: ManagedPolicy

  constructor(scope: Construct, id: string, { deployment, state, functions, topics, rotations }: DirectoryProps) {
    super(scope, id)
    this.parameter = new StringParameter(this, 'Parameter', {
      parameterName: parameterNameOf(deployment.name),
      description: `Where Tokenwatch ${deployment.name} keeps what the command line and the gate need`,
      stringValue: spellDirectory({
        config: deployment.hash,
        table: state.table.tableName,
        tick: functions.tick.lambda.functionName,
        // Of every environment that `probes` does not name.
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
      resources: functions.probes.map(({ lambda }) => lambda.functionArn),
    })
    this.gate = new ManagedPolicy(this, 'Gate', {
      managedPolicyName: gatePolicyName(deployment.name, Stack.of(this).region),
      description: `Ask Tokenwatch ${deployment.name} whether a deployment may rely on its credentials`,
      statements: [find, askProbe],
    })
    this.operator = new ManagedPolicy(this, 'Operator', {
      managedPolicyName: `TokenwatchOperator-${deployment.name}-${Stack.of(this).region}`,
      description: `Look at the incidents of Tokenwatch ${deployment.name}, take them over, silence them, clear floods, test pages, order rotations`,
      statements: [
        find,
        new PolicyStatement({
          sid: 'LookAndChange',
          actions: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
          resources: [state.table.tableArn],
          // States of checks and what holds beyond one; not the monitor's own records, and no experiment.
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': operatorPartitions } },
        }),
        askProbe,
        ...(deployment.checks.some(({ rotation }) => rotation.by !== 'manual')
          ? orderingRotations({ state, functions, rotations })
          : []),
      ],
    })
  }
}

/** What `tokenwatch rotate` and `rotations` need: `tick` starts what is ordered, so that no person needs a right to any secret. */
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
      resources: [functions.tick, ...rotations.functions].map(({ lambda }) => lambda.functionArn),
    }),
  ]
}

/** The partitions of the table that an operator's commands read and write. */
const operatorPartitions = [`${statePartition}*`, conditionsPartition]

/** What the policy is called that lets somebody ask. IAM knows no Regions, so the name says which one. */
export function gatePolicyName(deployment: string, region: string): string {
  return `TokenwatchGate-${deployment}-${region}`
}

/** Environments with the function that probes them. */
function probedBy({ location, lambda }: Probe): readonly (readonly [environment: string, functionName: string])[] {
  return location.environments.map((environment) => [environment, lambda.functionName] as const)
}
