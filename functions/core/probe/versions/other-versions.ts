import type { Check } from '../../model/check.ts'
import type { Profile } from '../../model/profile.ts'
import type { AttemptDependencies } from '../attempt.ts'
import { type ShownVersion, showVersion } from './show.ts'

/** The versions that a rotation may have left beside the current one; null if there is none with a value. */
export type OtherVersions = {
  readonly currentId: string | null
  readonly pending: ShownVersion | null
  readonly previous: ShownVersion | null
}

/**
 * Probes the other versions of a secret whose current one is refused. Returns null if there are none, if the provider counts failed
 * logins, or if the budget is spent.
 */
export async function askOthers(
  check: Check,
  currentId: string | null,
  dependencies: AttemptDependencies,
): Promise<OtherVersions | null> {
  if (!mayAskOthers(check, dependencies.profileOf(check.profile))) return null
  if (dependencies.mayAsk?.(check, 'other_versions') === false) return null
  const other = (found: ShownVersion | null) => (found?.versionId === currentId ? null : found)
  const [pending, previous] = await Promise.all([
    showVersion(check, 'AWSPENDING', dependencies, true),
    showVersion(check, 'AWSPREVIOUS', dependencies, true),
  ])
  const others = { currentId, pending: other(pending), previous: other(previous) }
  return others.pending === null && others.previous === null ? null : others
}

/** Returns true if the secret has stages, and a dead version can be sent without locking the account. */
export function mayAskOthers({ secret }: Check, { failuresCount }: Pick<Profile, 'failuresCount'>): boolean {
  return secret?.source.from === 'secrets-manager' && secret.stage === 'AWSCURRENT' && !failuresCount
}
