import { z } from 'zod'
import { suggest } from './near-miss.ts'
import type { ConfigFault } from './problems.ts'
import { shown } from './secrecy.ts'

const owned = z.looseObject({ owner: z.string() })

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
