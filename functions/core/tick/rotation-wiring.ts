import type { Check, CheckKey } from '../model/check.ts'
import type { TickRecord } from '../state/batch-record.ts'
import type { Log } from '../state/log.ts'

/** Obstacle in the secret's own settings. `cancelled`: a person turned its rotation off. `unwired`: it has no rotation function. */
export type WiringFault = 'cancelled' | 'unwired'

export type WiringFaults = ReadonlyMap<CheckKey, WiringFault>

/**
 * Finds the checks that Tokenwatch must not or cannot rotate, by the settings of their secrets. Logs each when it is first found. The
 * result is carried from tick to tick in their records. If the sweep failed (`swept` is null), the result of the last tick stands.
 */
export function wiringFaults(
  checks: readonly Check[],
  swept: { readonly wiring: WiringFaults } | null,
  last: Pick<TickRecord, 'wiring'> | null,
  log: Log,
): WiringFaults {
  const before = new Map(last?.wiring ?? [])
  if (swept === null) return before
  const found = new Map(
    checks.flatMap(({ key, rotation }) => {
      const fault = swept.wiring.get(key)
      if (fault === undefined || rotation.by === 'manual') return []
      // Managed rotation needs no function.
      return fault === 'unwired' && rotation.by === 'managed' ? [] : [[key, fault] as const]
    }),
  )
  for (const [check, fault] of found)
    if (before.get(check) !== fault) log({ event: 'fault', where: 'rotation', code: fault, check })
  return found
}
