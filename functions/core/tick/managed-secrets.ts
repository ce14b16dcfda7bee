import type { Check, CheckKey } from '../model/check.ts'
import type { TickRecord } from '../state/batch-record.ts'
import type { Log } from '../state/log.ts'

/**
 * Finds checks whose config names a rotation function although AWS rotates the secret itself: the function would only interfere. Logs
 * each when it is first found. The result is carried from tick to tick in their records. If the sweep failed (`swept` is null), the
 * result of the last tick stands. If that had no room for all of them, every check counts as found, so that none is rotated.
 */
export function leaveToAws(
  checks: readonly Check[],
  swept: { readonly managedByAws: ReadonlySet<CheckKey> } | null,
  last: Pick<TickRecord, 'leftToAws' | 'isCut'> | null,
  log: Log,
): readonly CheckKey[] {
  const before = last?.leftToAws ?? []
  const isCut = last?.isCut === true
  if (swept === null) return isCut ? checks.map(({ key }) => key) : before
  const found = checks
    .filter(
      ({ key, rotation }) => swept.managedByAws.has(key) && (rotation.by === 'ours' || rotation.by === 'existing'),
    )
    .map(({ key }) => key)
  for (const check of isCut ? [] : found)
    if (!before.includes(check)) log({ event: 'fault', where: 'rotation', code: 'managed_by_aws', check })
  return found
}
