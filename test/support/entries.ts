/**
 * Lists keys and values of a record whose keys are a closed set. A boundary: `Object.entries` widens the keys to strings, since an object
 * may hold more keys than its type names.
 */
export function entriesOf<Key extends string, Value>(
  record: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(record) as [Key, Value][]
}
