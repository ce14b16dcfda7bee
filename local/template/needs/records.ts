import { z } from 'zod'
import { tableKeys } from '../../../functions/core/table-keys.ts'
import { arnOf } from '../../aws/account.ts'
import type { Context } from '../policy/condition-keys.ts'
import type { NeedsByOperation } from './need.ts'

const onOne = z.object({ TableName: z.string() })
const onMany = z.object({ RequestItems: z.record(z.string(), z.unknown()) })
const keyed = z.object({
  Key: z.record(z.string(), z.unknown()).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
})
const partition = z.object({ [tableKeys.partition]: z.object({ S: z.string() }) })
const metrics = z.object({ Namespace: z.string() })

/** DynamoDB's operations. */
export function dynamoDbNeeds(): NeedsByOperation {
  const onTable = (action: string) => (input: unknown) => [
    { ...needOf(action, onOne.parse(input).TableName), context: leadingKey(input) },
  ]
  return {
    GetItem: onTable('GetItem'),
    PutItem: onTable('PutItem'),
    UpdateItem: onTable('UpdateItem'),
    DeleteItem: onTable('DeleteItem'),
    Query: onTable('Query'),
    BatchGetItem: (input) =>
      Object.keys(onMany.parse(input).RequestItems).map((table) => needOf('BatchGetItem', table)),
  }
}

/** CloudWatch's operations, which know no resources. */
export function cloudWatchNeeds(): NeedsByOperation {
  return {
    PutMetricData: (input) => [
      {
        action: 'cloudwatch:PutMetricData',
        resource: '*',
        context: { 'cloudwatch:namespace': metrics.parse(input).Namespace },
      },
    ],
  }
}

/** The partition that a call of one item is about: policies may hold a role to some of them. */
function leadingKey(input: unknown): Context {
  const { Key, Item } = keyed.parse(input)
  const key = partition.safeParse(Key ?? Item)
  return key.success ? { 'dynamodb:LeadingKeys': [key.data[tableKeys.partition].S] } : {}
}

function needOf(action: string, table: string) {
  return { action: `dynamodb:${action}`, resource: arnOf('dynamodb', `table/${table}`) }
}

/** STS's: who asks who he is needs no permission, and no policy can take that away. */
export function stsNeeds(): NeedsByOperation {
  return { GetCallerIdentity: () => [] }
}
