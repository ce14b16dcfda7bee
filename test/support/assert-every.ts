import assert from 'node:assert/strict'

/**
 * Runs one assertion for every item, in order, and fails with the list of all offenders by name. One test over all items costs less
 * than a test for each. Fails for an empty list too, which would prove nothing.
 */
export async function assertEvery<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
  check: (item: Item) => void | Promise<void>,
): Promise<void> {
  const failures: string[] = []
  let count = 0
  for (const item of items) {
    count += 1
    try {
      await check(item)
    } catch (error) {
      failures.push(`${nameOf(item)}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  assert.deepEqual(failures, [])
  assert.ok(count > 0, 'there is nothing to check')
}
