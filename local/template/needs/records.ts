import { z } from 'zod'
import { tableKeys } from '../../../functions/core/state/table-keys.ts'
import { arnOf } from '../../aws/account.ts'
import type { Context } from '../policy/condition-keys.ts'
import type { NeedsByOperation } from './need.ts'

const onOne = z.object({ TableName: z.string() })
/** Only an index is ever scanned. */
const indexed = z.object({ TableName: z.string(), IndexName: z.string() })
const onMany = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()) })) })
const keyed = z.object({ Key: z.unknown().optional(), Item: z.unknown().optional() })
const partition = z.object({ [tableKeys.partition]: z.object({ S: z.string() }) })
/** As our own queries are written. */
const queried = z.object({ ExpressionAttributeValues: z.object({ ':pk': z.object({ S: z.string() }) }) })
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
    Query: (input) => {
      const { S: key } = queried.parse(input).ExpressionAttributeValues[':pk']
      return [{ ...needOf('Query', onOne.parse(input).TableName), context: leading([key]) }]
    },
    Scan: (input) => {
      const { TableName, IndexName } = indexed.parse(input)
      return [needOf('Scan', `${TableName}/index/${IndexName}`)]
    },
    BatchGetItem: (input) =>
      Object.entries(onMany.parse(input).RequestItems).map(([table, { Keys }]) => ({
        ...needOf('BatchGetItem', table),
        context: leading(Keys.map((key) => partition.parse(key)[tableKeys.partition].S)),
      })),
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
  return key.success ? leading([key.data[tableKeys.partition].S]) : {}
}

const leading = (keys: readonly string[]): Context => ({ 'dynamodb:LeadingKeys': keys })

function needOf(action: string, table: string) {
  return { action: `dynamodb:${action}`, resource: arnOf('dynamodb', `table/${table}`) }
}

/** STS's: who asks who he is needs no permission, and no policy can take that away. */
export function stsNeeds(): NeedsByOperation {
  return { GetCallerIdentity: () => [] }
}
