import type { NotIssued, ProviderKey } from '../rotator.ts'
import type { KeyPage } from './answers.ts'

/** Most pages that are read: thousands of keys. */
const mostPages = 100

/** A listing that ended early, or changed meanwhile: a key that it does not name may exist. */
const incomplete: NotIssued = { kind: 'lost', code: 'incomplete_listing' }

/** Returns the keys of a provider that lists all of them at once. */
export function listAtOnce(page: KeyPage | NotIssued): readonly ProviderKey[] | NotIssued {
  if ('kind' in page) return page
  return page.isLast ? page.keys : incomplete
}

/**
 * Returns the keys of all pages. The end is proved by the number of keys that each answer names, or by an empty page where they name
 * none. A page that fails, and one that repeats keys, ends the listing without a result.
 */
export async function listPages(
  read: (page: number) => Promise<KeyPage | NotIssued>,
): Promise<readonly ProviderKey[] | NotIssued> {
  const found = new Map<string, ProviderKey>()
  let total: number | null = null
  for (let number = 1; number <= mostPages; number += 1) {
    const page = await read(number)
    if ('kind' in page) return page
    if (number > 1 && page.total !== total) return incomplete
    total = page.total
    if (page.keys.some(({ id }) => found.has(id))) return incomplete
    for (const key of page.keys) found.set(key.id, key)
    if (total === null ? page.keys.length === 0 : total === found.size) return [...found.values()]
    if (page.keys.length === 0) return incomplete
  }
  return incomplete
}
