import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { z } from 'zod'
import type { Call } from '../../local/aws/call.ts'
import { itemBytes } from './item-size.ts'

/** Request units of a table on demand. */
export type TableUnits = { readonly writes: number; readonly reads: number }

const one = z.object({ Item: z.record(z.string(), z.custom<AttributeValue>()) })
const many = z.object({
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(z.unknown()), ConsistentRead: z.boolean() })),
})

/**
 * Counts the units of calls (docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html): one for each KB of an item
 * that is written, one for each 4 KB that are read, half of it for a read that need not be consistent. `batchBytes` is the size of all batch
 * records together; every other row of a healthy deployment is below 4 KB.
 */
export function tableUnits(calls: readonly Call[], batchBytes: number): TableUnits {
  let [writes, reads] = [0, 0]
  for (const { operation, input } of calls) {
    if (operation === 'PutItem') writes += Math.ceil(itemBytes(one.parse(input).Item) / 1_024)
    else if (operation === 'BatchGetItem')
      for (const { Keys, ConsistentRead } of Object.values(many.parse(input).RequestItems))
        reads += Keys.length * (ConsistentRead ? 1 : 0.5)
    else reads += readsBatches(input) ? Math.ceil(batchBytes / 4_096) : 1
  }
  return { writes, reads }
}

const readsBatches = (input: unknown): boolean => JSON.stringify(input).includes('"batch#"')
