import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** Bytes that an item of the table has at most, whatever happens: readers pay for each of them. */
export const itemBarBytes = 100_000

/**
 * Bytes of an item as DynamoDB counts them: the names of its attributes and their values
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). A number of so many digits is counted as the longest.
 */
export function itemBytes(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0)
}

const longestNumberBytes = 21

function valueBytes({ S: text, N: number, B: bytes, SS: texts }: AttributeValue): number {
  if (text !== undefined) return Buffer.byteLength(text)
  if (number !== undefined) return longestNumberBytes
  if (bytes !== undefined) return bytes.length
  if (texts !== undefined) return 3 + texts.reduce((sum, one) => sum + 1 + Buffer.byteLength(one), 0)
  throw new Error('the table has no attributes of other types')
}
