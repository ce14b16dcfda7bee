import { z } from 'zod'
import { arnOf } from './account.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { jsonService } from './json.ts'
import { type Operations, operation } from './operation.ts'
import { pageOf } from './paging.ts'

/** A running task, as far as the lab knows tasks. */
export type LabTask = {
  readonly cluster: string
  readonly service: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** `valueFrom` of the container's secrets in the task definition. */
  readonly secrets: readonly string[]
}

export type Ecs = Endpoint & {
  /** Replaces all tasks of a service, as a deployment does. */
  readonly deploy: (
    service: Pick<LabTask, 'cluster' | 'service'>,
    tasks: readonly Omit<LabTask, 'cluster' | 'service'>[],
  ) => void
}

type Numbered = LabTask & { readonly id: number }

/** An ECS on loopback that knows the calls by which running tasks and their definitions are looked at. */
export async function startEcs({ now = Date.now }: { now?: () => number } = {}): Promise<Ecs> {
  let tasks: readonly Numbered[] = []
  let deployed = 0
  const service = jsonService({
    version: '1.1',
    operations: ecsOperations(() => tasks),
    invalidCode: 'InvalidParameterException',
  })
  const endpoint = await startEndpoint(service, now)
  return {
    ...endpoint,
    deploy({ cluster, service }, given) {
      const others = tasks.filter((task) => task.cluster !== cluster || task.service !== service)
      const started = given.map((task) => {
        deployed += 1
        return { ...task, cluster, service, id: deployed }
      })
      tasks = [...others, ...started]
    },
  }
}

const taskArn = ({ cluster, id }: Numbered): string => arnOf('ecs', `task/${cluster}/${id}`)
const definitionArn = ({ service, id }: Numbered): string => arnOf('ecs', `task-definition/${service}:${id}`)

function ecsOperations(tasks: () => readonly Numbered[]): Operations {
  return {
    ListTasks: operation(
      z.strictObject({
        cluster: z.string(),
        serviceName: z.string(),
        desiredStatus: z.literal('RUNNING'),
        maxResults: z.int().min(1).max(100),
        nextToken: z.string().optional(),
      }),
      ({ cluster, serviceName, maxResults: MaxResults, nextToken: NextToken }) => {
        const listed = tasks().filter((task) => task.cluster === cluster && task.service === serviceName)
        const { page, nextToken } = pageOf(listed, { MaxResults, NextToken })
        return { taskArns: page.map(taskArn), nextToken }
      },
    ),
    DescribeTasks: operation(
      z.strictObject({ cluster: z.string(), tasks: z.array(z.string()).min(1).max(100) }),
      (input) => ({
        tasks: tasks()
          .filter((task) => input.tasks.includes(taskArn(task)))
          .map((task) => ({
            taskArn: taskArn(task),
            taskDefinitionArn: definitionArn(task),
            lastStatus: 'RUNNING',
            startedAt: task.startedAt / 1_000,
          })),
        failures: [],
      }),
    ),
    DescribeTaskDefinition: operation(z.strictObject({ taskDefinition: z.string() }), ({ taskDefinition }) => {
      const secrets = tasks().find((task) => definitionArn(task) === taskDefinition)?.secrets ?? []
      const named = secrets.map((valueFrom, index) => ({ name: `SECRET_${index}`, valueFrom }))
      return {
        taskDefinition: { taskDefinitionArn: taskDefinition, containerDefinitions: [{ name: 'app', secrets: named }] },
      }
    }),
  }
}
