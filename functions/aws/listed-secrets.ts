import { ListSecretsCommand, type SecretListEntry, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { secretNameOf } from '../core/model/secret-name.ts'

/** Secrets in one answer of ListSecrets: its maximum. */
const secretsPerPage = 100

/** Secrets that one sweep looks up one by one, at most. */
const mostLookups = 10

/** Answers to one look-up, at most. A filter also finds the names that only begin like the wanted one. */
const mostLookupPages = 3

/** Result of a listing. An id that is in neither set was not settled by complete answers. */
export type ListedSecrets = {
  /** By the name or ARN that was asked for. */
  readonly found: ReadonlyMap<string, SecretListEntry>
  /** Ids of this account that a complete answer does not hold. */
  readonly absent: ReadonlySet<string>
}

/**
 * Finds secrets by name or ARN. It lists the store: one call for 100 secrets instead of one for each. A secret that is missing would make
 * every listing read the whole store. So an id that was absent once is looked up by itself from then on, and so are the last few once the
 * listing is longer than the wanted secrets need. Secrets of other accounts are never listed, and not looked for.
 */
export function openListing(client: SecretsManagerClient) {
  const list = openPages(client)
  /** Ids that the last answer about them did not hold, the longest unasked first. */
  let absentBefore: readonly string[] = []

  return async (ids: ReadonlySet<string>): Promise<ListedSecrets> => {
    const apart = absentBefore.filter((id) => ids.has(id))
    const wanted = new Set([...ids].filter((id) => !apart.includes(id)))
    const { found, complete } = await list.many(wanted)
    const unfound = [...wanted].filter((id) => !found.has(id) && !list.isForeign(id))
    const absent = new Set(complete ? unfound.filter(list.isOurs) : [])
    const asked = [...(complete ? [] : unfound), ...apart].slice(0, mostLookups)
    for (const id of asked) {
      const entry = await list.one(id)
      if (entry === 'absent' && list.isOurs(id)) absent.add(id)
      else if (typeof entry === 'object' && entry !== null) found.set(id, entry)
    }
    const waiting = apart.filter((id) => !asked.includes(id))
    absentBefore = [...new Set([...waiting, ...apart, ...absent])].filter((id) => !found.has(id))
    return { found, absent }
  }
}

/** Listings of one account. Its number is learned from the first secret that it lists. */
function openPages(client: SecretsManagerClient) {
  let account: string | null = null

  async function page(filter: string | null, token: string | undefined) {
    const { SecretList = [], NextToken } = await client.send(
      new ListSecretsCommand({
        MaxResults: secretsPerPage,
        ...(filter === null ? {} : { Filters: [{ Key: 'name', Values: [filter] }] }),
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    account ??= SecretList[0]?.ARN?.split(':')[4] ?? null
    return { entries: SecretList, next: NextToken }
  }

  const accountOf = (id: string) => (id.startsWith('arn:') ? (id.split(':')[4] ?? '') : null)
  const isOurs = (id: string) => accountOf(id) === null || accountOf(id) === account
  const isForeign = (id: string) => account !== null && !isOurs(id)

  return {
    isOurs,
    isForeign,
    /** Lists the store until it has every wanted secret, or until the rest is cheaper to look up. `complete` if it saw all of it. */
    async many(wanted: ReadonlySet<string>) {
      const found = new Map<string, SecretListEntry>()
      if (wanted.size === 0) return { found, complete: false }
      const enough = Math.ceil(wanted.size / secretsPerPage) + 1
      let token: string | undefined
      for (let pages = 1; ; pages++) {
        const { entries, next } = await page(null, token)
        for (const entry of entries)
          for (const id of [entry.Name, entry.ARN]) if (id !== undefined && wanted.has(id)) found.set(id, entry)
        if (next === undefined) return { found, complete: true }
        token = next
        const left = [...wanted].filter((id) => !found.has(id) && !isForeign(id)).length
        if (left === 0 || (pages >= enough && left <= mostLookups)) return { found, complete: false }
      }
    },
    /** Looks up one secret. Returns `null` if no complete answer was to be had. */
    async one(id: string): Promise<SecretListEntry | 'absent' | null> {
      let token: string | undefined
      for (let pages = 1; pages <= mostLookupPages; pages++) {
        const { entries, next } = await page(secretNameOf(id), token)
        const entry = entries.find(({ Name, ARN }) => Name === id || ARN === id)
        if (entry !== undefined) return entry
        if (next === undefined) return 'absent'
        token = next
      }
      return null
    },
  }
}
