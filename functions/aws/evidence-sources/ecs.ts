import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  paginateListTasks,
  type Task,
} from '@aws-sdk/client-ecs'
import type { ConsumerEvidence } from '../../core/consumers/evidence.ts'
import type { ObservedConsumer } from '../../core/model/consumer.ts'
import type { SecretHistory } from '../../core/probe/versions/history.ts'
import type { clientOptions } from '../clients.ts'

/** Tasks in one answer of ListTasks and one request of DescribeTasks: the maximum of both. */
const tasksPerPage = 100

/** Returns the start times of a service's running tasks that use the secret: ECS injects values only when a task starts. */
export async function askEcs(
  { cluster, service }: Extract<ObservedConsumer, { readonly kind: 'ecs' }>,
  { arn }: SecretHistory,
  options: typeof clientOptions,
): Promise<ConsumerEvidence> {
  const client = new ECSClient(options)
  try {
    const tasks = await runningTasks(client, cluster, service)
    if (tasks.length === 0) return { kind: 'unclear', why: 'no_tasks' }
    const definitions = [...new Set(tasks.flatMap(({ taskDefinitionArn }) => taskDefinitionArn ?? []))]
    const named = await Promise.all(definitions.map((definition) => namesSecret(client, definition, arn)))
    const naming = new Set(definitions.filter((_, index) => named[index]))
    if (naming.size === 0) return { kind: 'unclear', why: 'secret_not_in_task' }
    const given = tasks.filter(({ taskDefinitionArn = '' }) => naming.has(taskDefinitionArn))
    return { kind: 'started', at: given.flatMap(({ startedAt }) => startedAt?.getTime() ?? []) }
  } finally {
    client.destroy()
  }
}

async function runningTasks(client: ECSClient, cluster: string, serviceName: string): Promise<readonly Task[]> {
  const found: Task[] = []
  const wanted = { cluster, serviceName, desiredStatus: 'RUNNING', maxResults: tasksPerPage } as const
  for await (const { taskArns: tasks = [] } of paginateListTasks({ client }, wanted))
    if (tasks.length > 0) found.push(...((await client.send(new DescribeTasksCommand({ cluster, tasks }))).tasks ?? []))
  return found
}

async function namesSecret(client: ECSClient, taskDefinition: string, secretArn: string): Promise<boolean> {
  const { taskDefinition: described } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }))
  const given = (described?.containerDefinitions ?? []).flatMap(({ secrets = [], logConfiguration }) => [
    ...secrets,
    ...(logConfiguration?.secretOptions ?? []),
  ])
  return given.some(({ valueFrom = '' }) => isOf(valueFrom, secretArn))
}

/** Matches `<arn>` and `<arn>:key:stage:version`. The dash and six characters at the end of a secret's ARN may be left out. */
function isOf(valueFrom: string, secretArn: string): boolean {
  const named = valueFrom.split(':').slice(0, 7).join(':')
  return named === secretArn || named === secretArn.slice(0, -7)
}
