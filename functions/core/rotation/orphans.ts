import { createHash } from 'node:crypto'
import type { Capabilities } from '../model/capabilities.ts'
import type { ProviderKey } from './rotator.ts'

/** Returns the name of the key that a rotation makes. No other rotation and no person uses that name. */
export function keyName(secretArn: string, versionId: string): string {
  return `tw-${createHash('sha256').update(secretArn).digest('hex').slice(0, 8)}-${versionId}`
}

/** Facts about a create call that got no answer. */
export type Begun = {
  readonly capabilities: Pick<Capabilities, 'orphansKnownBy'>
  readonly name: string
  /** `null` if no create call was begun: then no key of ours can be there. */
  readonly claimedAt: number | null
  readonly idsBefore: readonly string[]
  /** Ids of keys in use, which are never touched, whatever their names. */
  readonly inUse: readonly (string | null)[]
}

/**
 * Returns the ids of our keys whose value nobody has. Finds them by exact name. Keys without names are found by a slot that was empty
 * before the create call and holds exactly one key since. Any less certain key counts as somebody else's.
 */
export function orphansAmong(keys: readonly ProviderKey[], begun: Begun): readonly string[] {
  const free = keys.filter(({ id }) => !begun.inUse.includes(id))
  if (begun.capabilities.orphansKnownBy === 'name')
    return free.filter(({ name }) => name === begun.name).map(({ id }) => id)
  if (begun.capabilities.orphansKnownBy === null || begun.claimedAt === null) return []
  const { claimedAt, idsBefore } = begun
  const fresh = free.filter(({ id, createdAt }) => {
    return !idsBefore.includes(id) && (createdAt === null || createdAt >= claimedAt - clockMs)
  })
  return fresh.length === 1 ? fresh.map(({ id }) => id) : []
}

/** Tolerated lag of the provider's clock. */
const clockMs = 60_000
