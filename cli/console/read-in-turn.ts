/** Requests at once. */
const atOnce = 8

/** Reads one thing after the other, a few at a time. */
export async function readInTurn<Item, Value>(
  items: readonly Item[],
  read: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const found: Value[] = []
  for (let from = 0; from < items.length; from += atOnce)
    found.push(...(await Promise.all(items.slice(from, from + atOnce).map(read))))
  return found
}
