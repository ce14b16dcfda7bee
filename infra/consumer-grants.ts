import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Check } from '../functions/core/model/check.ts'
import type { Consumer } from '../functions/core/model/consumer.ts'
import { acknowledgeNag, asNagSpells } from './acknowledge.ts'
import type { TokenwatchFunction } from './function.ts'

/** Returns true if reviews look at the versions of a check's secret. */
export const looksAtVersions = ({ consumers, overlapSeconds }: Check): boolean =>
  consumers.length > 0 || overlapSeconds !== null

/**
 * Permissions to look at the consumers of a credential, limited to the kinds that the config names. None shows the value of a
 * secret, except that `GetFunctionConfiguration` returns the environment of a function.
 */
export function grantConsumers(probe: TokenwatchFunction, checks: readonly Check[]): void {
  const consumers = checks.flatMap((check) => check.consumers)
  grantEcs(
    probe,
    consumers.filter((one) => one.kind === 'ecs'),
  )
  const functions = consumers.filter((one) => one.kind === 'lambdaFunction').map(({ functionArn }) => functionArn)
  if (functions.length > 0)
    probe.allow('SeeDeployments', ['lambda:GetFunctionConfiguration'], [...new Set(functions)].toSorted())
  if (consumers.some(({ kind }) => kind === 'cloudTrail')) {
    probe.allow('SeeReaders', ['cloudtrail:LookupEvents'], ['*'])
    acknowledgeNag(
      probe.role,
      'AwsSolutions',
      'IAM5[Resource::*]',
      'The event history of an account has no resource-level permissions.',
    )
  }
}

/** ListTasks accepts the cluster only as a condition; DescribeTaskDefinition accepts no resource. */
function grantEcs(probe: TokenwatchFunction, services: readonly Extract<Consumer, { readonly kind: 'ecs' }>[]): void {
  const clusters = [...new Set(services.map(({ cluster }) => cluster))].toSorted()
  if (clusters.length === 0) return
  const arn = (resource: string, resourceName: string) =>
    Stack.of(probe).formatArn({
      service: 'ecs',
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    })
  const ofClusters = { ArnEquals: { 'ecs:cluster': clusters.map((cluster) => arn('cluster', cluster)) } }
  probe.allow('ListTasks', ['ecs:ListTasks'], ['*'], ofClusters)
  const tasks = clusters.map((cluster) => arn('task', `${cluster}/*`))
  probe.allow('SeeTasks', ['ecs:DescribeTasks'], tasks)
  probe.allow('SeeTaskDefinitions', ['ecs:DescribeTaskDefinition'], ['*'])
  acknowledgeNag(
    probe.role,
    'AwsSolutions',
    'IAM5[Resource::*]',
    'ListTasks and DescribeTaskDefinition have no resource-level permissions.',
  )
  for (const task of tasks)
    acknowledgeNag(
      probe.role,
      'AwsSolutions',
      `IAM5[Resource::${asNagSpells(probe, task)}]`,
      'Tasks start and stop within the cluster that the config names.',
    )
}
