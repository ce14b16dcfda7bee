import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import type { NeedsByOperation } from './need.ts'

const inCluster = z.object({ cluster: z.string() })
const ofTasks = z.object({ tasks: z.array(z.string()) })

/** ECS's operations, as far as tasks are looked at. */
export function ecsNeeds(): NeedsByOperation {
  return {
    ListTasks(input) {
      const cluster = arnOf('ecs', `cluster/${inCluster.parse(input).cluster}`)
      return [{ action: 'ecs:ListTasks', resource: '*', context: { 'ecs:cluster': cluster } }]
    },
    DescribeTasks: (input) => ofTasks.parse(input).tasks.map((resource) => ({ action: 'ecs:DescribeTasks', resource })),
    DescribeTaskDefinition: () => [{ action: 'ecs:DescribeTaskDefinition', resource: '*' }],
  }
}

/** CloudTrail's, which know no resources. */
export function cloudTrailNeeds(): NeedsByOperation {
  return { LookupEvents: () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }] }
}
