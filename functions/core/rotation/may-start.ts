import type { RotationTerms } from '../model/ours.ts'
import { isInTheWay, type RotationRecord } from './record.ts'

/** Reason why a due rotation does not start yet. */
export type Obstacle = 'open' | 'cooling' | 'outside_window' | 'rehearsal_wanted' | 'approval_wanted'

/** Pause after a failed rotation: each try costs a provider call, and the same mistake would repeat. */
const coolDownMs = 30 * 60_000

/** Facts that decide whether a rotation may start. */
export type Start = {
  readonly terms: Pick<RotationTerms, 'approve' | 'windows'>
  readonly last: RotationRecord | null
  readonly versionId: string
  readonly nowMs: number
  /** True if nothing proves that the rotation would work, where that is wanted. */
  readonly isUnproved: boolean
}

/** Returns the obstacle to a rotation, or `null` if it may start. */
export function obstacleTo({ terms, last, versionId, nowMs, isUnproved }: Start): Obstacle | null {
  if (isInTheWay(last, versionId)) return 'open'
  if (last !== null && isFailed(last) && nowMs - (last.entries.at(-1)?.at ?? 0) < coolDownMs) return 'cooling'
  if (terms.windows.length > 0 && !terms.windows.some((window) => isWithin(window, nowMs))) return 'outside_window'
  // A person who approved it, or ordered it, has decided.
  if (last?.baseVersionId === versionId && last.approvedBy !== null) return null
  if (terms.approve) return 'approval_wanted'
  return isUnproved ? 'rehearsal_wanted' : null
}

const isFailed = ({ phase }: RotationRecord) => phase === 'quarantined' || phase === 'abandoned'

/** Tests a daily span of UTC minutes. A span that ends before it begins runs past midnight. */
export function isWithin({ fromMinute, toMinute }: RotationTerms['windows'][number], nowMs: number): boolean {
  const minute = Math.floor(nowMs / 60_000) % 1_440
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute
}
