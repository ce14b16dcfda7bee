import { z } from 'zod'
import { arnOf } from '../../aws/account.ts'
import type { NeedsByOperation } from './need.ts'

const onOne = z.object({ TableName: z.string() })
const onMany = z.object({ RequestItems: z.record(z.string(), z.unknown()) })
const metrics = z.object({ Namespace: z.string() })

/** DynamoDB's operations. */
export function dynamoDbNeeds(): NeedsByOperation {
  const onTable = (action: string) => (input: unknown) => [needOf(action, onOne.parse(input).TableName)]
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

/** STS's: who asks who he is needs no permission, and no policy can take that away. */
export function stsNeeds(): NeedsByOperation {
  return { GetCallerIdentity: () => [] }
}

function needOf(action: string, table: string) {
  return { action: `dynamodb:${action}`, resource: arnOf('dynamodb', `table/${table}`) }
}
