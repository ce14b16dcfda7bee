import { CfnResource, Stack } from 'aws-cdk-lib'
import type { Deployment } from '../functions/core/model/deployment.ts'
import { fieldOf } from '../functions/core/model/field-of.ts'
import { policiesPerRole, policyCharacters } from './policy-packing.ts'
import { policyWayOut } from './policy-way-out.ts'
import { Refused } from './refused.ts'
import { writtenAtMost } from './written-size.ts'

/** A resource as the template has it. */
type Written = { readonly id: string; readonly type: string; readonly properties: unknown }

type WayOut = { readonly field: string; readonly wayOut: string }

/** A documented limit of AWS. */
export type ResourceLimit = {
  readonly type: string
  /** Names what is measured. */
  readonly what: string
  readonly most: number
  /** Field of the config and the way out, where a deployment has more. A policy's follow from what it grants. */
  readonly wayOut: WayOut | 'of-grants'
  readonly source: string
  measure(properties: unknown): number
}

const characters = (value: unknown): number => writtenAtMost(value).replaceAll(/\s/g, '').length
const bytes = (value: unknown): number => (value === undefined ? 0 : Buffer.byteLength(writtenAtMost(value)))
const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

const fewerEnvironments = {
  field: 'environments',
  wayOut: 'split the environments of the config into two deployments',
}

const iam = 'docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html'
const lambda = 'docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'
const ssm = 'docs.aws.amazon.com/general/latest/gr/ssm.html'
const sns = 'docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html'
const logs = 'docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html'
const dashboards = 'docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html'
const alarms = 'docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html'
const kms = 'docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html'

/** Limits of single resources that grow with a config. */
export const limits: readonly ResourceLimit[] = [
  {
    type: 'AWS::IAM::ManagedPolicy',
    what: 'characters of a managed policy',
    most: policyCharacters,
    wayOut: 'of-grants',
    source: iam,
    measure: (properties) => characters(fieldOf(properties, 'PolicyDocument')),
  },
  {
    type: 'AWS::IAM::Policy',
    what: 'characters of the policies inside a role',
    most: 10_240,
    wayOut: 'of-grants',
    source: iam,
    measure: (properties) => characters(fieldOf(properties, 'PolicyDocument')),
  },
  {
    type: 'AWS::Lambda::Function',
    what: 'bytes of the environment variables of a function',
    most: 4_096,
    wayOut: fewerEnvironments,
    source: lambda,
    measure: (properties) => bytes(fieldOf(fieldOf(properties, 'Environment'), 'Variables')),
  },
  {
    type: 'AWS::SSM::Parameter',
    what: 'bytes of the parameter that names the parts of the deployment',
    most: 8_192,
    wayOut: fewerEnvironments,
    source: ssm,
    measure: (properties) => bytes(fieldOf(properties, 'Value')),
  },
  {
    type: 'AWS::SNS::Subscription',
    what: 'values in the filter of a subscription',
    most: 150,
    wayOut: {
      field: 'environments',
      wayOut: 'let the subscriber hear all environments, or split the config into two deployments',
    },
    source: sns,
    measure: (properties) => Object.values(Object(fieldOf(properties, 'FilterPolicy'))).flat().length,
  },
  {
    type: 'AWS::Logs::QueryDefinition',
    what: 'log groups of a saved query',
    most: 50,
    wayOut: {
      field: 'environments',
      wayOut: 'give several environments one network, or split the config into two deployments',
    },
    source: logs,
    measure: (properties) => count(fieldOf(properties, 'LogGroupNames')),
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    what: 'bytes of the dashboard',
    most: 1_048_576,
    wayOut: fewerEnvironments,
    source: dashboards,
    measure: (properties) => bytes(fieldOf(properties, 'DashboardBody')),
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    what: 'characters of the description of an alarm',
    most: 1_024,
    wayOut: { field: 'checks', wayOut: 'shorten the impact, the owner or the runbook of the check' },
    source: alarms,
    measure: (properties) => writtenAtMost(fieldOf(properties, 'AlarmDescription') ?? '').length,
  },
  {
    type: 'AWS::KMS::Key',
    what: 'bytes of a key policy',
    most: 32_768,
    wayOut: fewerEnvironments,
    source: kms,
    measure: (properties) => bytes(fieldOf(properties, 'KeyPolicy')),
  },
]

/**
 * Refuses a stack in which a resource breaks a limit of AWS, and returns no errors otherwise. CloudFormation would find it in the middle
 * of a deployment, and the CDK knows few of them.
 */
export function refuseBeyondLimits(stack: Stack, { grants }: Pick<Deployment, 'grants'>): string[] {
  const written = writtenIn(stack)
  for (const { id, type, properties } of written)
    for (const limit of limits.filter((one) => one.type === type)) {
      const measured = limit.measure(properties)
      if (measured <= limit.most) continue
      const { field, wayOut } =
        limit.wayOut === 'of-grants' ? policyWayOut([fieldOf(properties, 'PolicyDocument')], grants) : limit.wayOut
      throw new Refused(field, `${id} has ${measured} ${limit.what}, and AWS accepts ${limit.most}: ${wayOut}`)
    }
  refuseManyPolicies(written, grants)
  refuseManyFilters(written)
  return []
}

/** Refuses a role with more managed policies than the default quota allows. */
function refuseManyPolicies(written: readonly Written[], grants: Deployment['grants']): void {
  const attached = written.flatMap(({ type, properties }) =>
    type === 'AWS::IAM::ManagedPolicy'
      ? rolesOf(properties).map((role) => ({ role, document: fieldOf(properties, 'PolicyDocument') }))
      : [],
  )
  for (const [role, policies] of Map.groupBy(attached, (one) => one.role)) {
    if (policies.length <= policiesPerRole) continue
    const { field, wayOut } = policyWayOut(
      policies.map(({ document }) => document),
      grants,
    )
    const found = `${role} has ${policies.length} managed policies, and a role accepts ${policiesPerRole}`
    throw new Refused(field, `${found}: ${wayOut}`)
  }
}

/** Filters of one topic (docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html). */
const filtersPerTopic = 200

/** Refuses a topic with more filtered subscriptions than SNS accepts. */
function refuseManyFilters(written: readonly Written[]): void {
  const filtered = written.filter(
    ({ type, properties }) => type === 'AWS::SNS::Subscription' && fieldOf(properties, 'FilterPolicy') !== undefined,
  )
  for (const [topic, some] of Map.groupBy(filtered, ({ properties }) => writtenTopic(properties)))
    if (some.length > filtersPerTopic)
      throw new Refused(
        'owners',
        `${topic} has ${some.length} subscribers with a filter, and SNS accepts ${filtersPerTopic}: let owners share a subscriber, such as a queue or function that hands on, or split the config into two deployments`,
      )
}

function writtenTopic(properties: unknown): string {
  const topic = fieldOf(properties, 'TopicArn')
  return String(fieldOf(topic, 'Ref') ?? topic)
}

function rolesOf(properties: unknown): readonly string[] {
  const roles = fieldOf(properties, 'Roles')
  return (Array.isArray(roles) ? roles : []).map((role) => String(fieldOf(role, 'Ref')))
}

function writtenIn(stack: Stack): readonly Written[] {
  const resources = stack.node.findAll().filter((one) => CfnResource.isCfnResource(one))
  return resources.flatMap((resource) => {
    const template: unknown = stack.resolve(resource._toCloudFormation())
    const written = fieldOf(template, 'Resources')
    return Object.entries(Object(written)).map(([id, body]) => ({
      id: Stack.of(resource).getLogicalId(resource) === id ? resource.node.path : id,
      type: resource.cfnResourceType,
      properties: fieldOf(body, 'Properties'),
    }))
  })
}
