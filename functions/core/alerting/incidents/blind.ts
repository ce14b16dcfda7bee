import type { Check, CheckKey } from '../../model/check.ts'
import type { Owed } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'

/** How often one check is paged by a container that can not remember it anywhere else. */
const everyMs = 900_000

/** What a container told while it could not reach the table; lives as long as the container. */
export type Blind = { readonly toldAt: Map<CheckKey, number> }

export function openBlind(): Blind {
  return { toldAt: new Map() }
}

/**
 * Without the table nobody knows what was told: an opening is told all the same, now and then again, and never an end. Returns how many
 * messages were accepted.
 */
export async function tellBlindly(
  owed: Owed,
  check: Check,
  state: CheckState,
  dependencies: AnnounceDependencies & { readonly blind: Blind; now(): number },
): Promise<number> {
  const { blind, now } = dependencies
  const toldAt = blind.toldAt.get(check.key)
  if (toldAt !== undefined && Math.abs(now() - toldAt) < everyMs) return 0
  if (!(await announce({ about: 'check', owed, check, state }, dependencies))) return 0
  blind.toldAt.set(check.key, now())
  return 1
}
