import { z } from 'zod'
import type { WeeklyHours } from '../core/model/weekly-hours.ts'
import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { workingHours } from './schema/weekly-hours.ts'
import { shown } from './secrecy.ts'

const owned = z.looseObject({ owner: z.string() })

const scheduled = z.looseObject({ workingHours })

/** Returns the working hours of the owners that have well-formed hours of their own. */
export function hoursIn(owners: Readonly<Record<string, unknown>>): ReadonlyMap<string, WeeklyHours> {
  const read = Object.entries(owners).map(([name, owner]) => [name, scheduled.safeParse(owner).data] as const)
  return new Map(read.flatMap(([name, hours]) => (hours === undefined ? [] : [[name, hours.workingHours] as const])))
}

/**
 * Finds an owner that `owners` does not have: its messages would go to other people than its name says. A config without `owners` may
 * name anybody.
 */
export function ownerFaults(written: unknown, owners: readonly string[]): readonly ConfigFault[] {
  const { owner } = owned.safeParse(written).data ?? {}
  if (owner === undefined || owners.length === 0 || owners.includes(owner)) return []
  const known = owners.filter((name) => shown(name) !== undefined)
  return [{ path: ['owner'], message: `not an owner of this config; ${suggest(owner, known)}` }]
}
