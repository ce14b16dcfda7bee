/**
 * Bytes that one list of a stored item may take, as JSON. DynamoDB takes items of 400 KB
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html), and every reader of an item pays for its length. With this
 * room for each list, an item stays below 100 KB.
 */
export const listRoomBytes = 24_000

/** Bytes of a value as JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

/** Returns the first items of a list that fit into a room. It is the list itself if all of them do. */
export function firstThatFit<Item>(items: readonly Item[], roomBytes = listRoomBytes): readonly Item[] {
  const count = countThatFit(items, roomBytes)
  return count === items.length ? items : items.slice(0, count)
}

/** Returns the last items of a list that fit into a room. It is the list itself if all of them do. */
export function lastThatFit<Item>(items: readonly Item[], roomBytes = listRoomBytes): readonly Item[] {
  const count = countThatFit(items.toReversed(), roomBytes)
  return count === items.length ? items : items.slice(items.length - count)
}

function countThatFit(items: readonly unknown[], roomBytes: number): number {
  let left = roomBytes
  const end = items.findIndex((item) => {
    left -= bytesOf(item) + 1
    return left < 0
  })
  return end === -1 ? items.length : end
}
