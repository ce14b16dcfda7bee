import type { Check, CheckKey } from '../model/check.ts'
import type { TickRecord } from '../state/batch-record.ts'
import type { Log } from '../state/log.ts'

/**
 * Checks that give their rotation to a function although AWS renews the secret itself, where a function would only be in the way. Each is
 * logged when it is found for the first time; what was found travels from tick to tick in their records. A tick that could not look
 * (`swept` is null) keeps to what the last one saw.
 */
export function leaveToAws(
  checks: readonly Check[],
  swept: { readonly managedByAws: ReadonlySet<CheckKey> } | null,
  last: Pick<TickRecord, 'leftToAws'> | null,
  log: Log,
): readonly CheckKey[] {
  const before = last?.leftToAws ?? []
  if (swept === null) return before
  const found = checks
    .filter(
      ({ key, rotation }) => swept.managedByAws.has(key) && (rotation.by === 'ours' || rotation.by === 'existing'),
    )
    .map(({ key }) => key)
  for (const check of found)
    if (!before.includes(check)) log({ event: 'fault', where: 'rotation', code: 'managed_by_aws', check })
  return found
}
