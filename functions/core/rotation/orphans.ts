import { createHash } from 'node:crypto'
import type { Capabilities } from '../model/capabilities.ts'
import type { ProviderKey } from './rotator.ts'

/** The name of the key that a rotation makes: no other rotation and no person gives it. */
export function keyName(secretArn: string, versionId: string): string {
  return `tw-${createHash('sha256').update(secretArn).digest('hex').slice(0, 8)}-${versionId}`
}

/** What is known of a create that was begun and not answered. */
export type Begun = {
  readonly capabilities: Pick<Capabilities, 'orphansKnownBy'>
  readonly name: string
  /** Null where no create was begun: then nothing of ours can be there. */
  readonly claimedAt: number | null
  readonly idsBefore: readonly string[]
  /** The key in use, which is never touched, whatever it is called. */
  readonly inUse: readonly (string | null)[]
}

/**
 * Keys of ours whose value nobody has. By exact name; where keys have none, by a slot that was empty when the create was begun
 * and holds exactly one key since. Anything less certain is somebody else's.
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

/** How far a provider's clock may stand behind ours. */
const clockMs = 60_000
