import { diesAtOnce, type RotatableClass } from '../../model/capabilities.ts'

/** The result of probing one version. `unknown` stands for an outage and decides nothing. */
export type Shown = 'works' | 'dead' | 'unknown'

/** The versions of a secret during a rotation, each probed by itself. */
export type TriageCase = {
  readonly current: Shown
  /** The pending version, if it is not the current one. */
  readonly pending: Shown | 'empty' | 'none'
  readonly previous: Shown | 'none'
  readonly class: RotatableClass
  /** True if an exchange was started for the pending version. */
  readonly claimed: boolean
  /** Age of the pending version. */
  readonly pendingMs: number
  /** True if the drain time of the old key is over. */
  readonly drained: boolean
}

/** The repair for a case. `none`: nothing to repair; `wait`: too early to tell. The last two page a person. */
export type Repair =
  | 'none'
  | 'wait'
  | 'revoke_previous'
  | 'drop_pending'
  | 'answer_lost'
  | 'finish'
  | 'finish_and_page'
  | 'quarantine'
  | 'roll_forward'
  | 'roll_back'
  | 'page_bad_version'
  | 'page_locked_out'

/** Milliseconds that a rotation may take: a run of Secrets Manager takes minutes with its retries. Nothing is repaired before. */
export const settlingMs = 15 * 60_000
/** Age of a working version that is still not current, after which it pages. */
const overdueMs = 60 * 60_000

/** Chooses the repair of a half-done rotation. */
export function triage(found: TriageCase): Repair {
  const { current, pending } = found
  if (current === 'unknown') return 'wait'
  if (current === 'works') return whileCurrentWorks(found)
  // Consumers fail now, so nothing is waited for.
  if (pending === 'works') return 'roll_forward'
  if (pending === 'unknown' || found.previous === 'unknown') return 'wait'
  if (pending === 'empty' && found.claimed && found.previous !== 'works') return 'answer_lost'
  if (found.previous !== 'works') return 'page_locked_out'
  return diesAtOnce(found) ? 'page_bad_version' : 'roll_back'
}

function whileCurrentWorks({ pending, previous, claimed, pendingMs, drained }: TriageCase): Repair {
  if (pending === 'none') return previous === 'works' && drained ? 'revoke_previous' : 'none'
  if (pending === 'unknown' || pendingMs < settlingMs) return 'wait'
  if (pending === 'empty') return claimed ? 'answer_lost' : 'drop_pending'
  if (pending === 'dead') return 'quarantine'
  return pendingMs > overdueMs ? 'finish_and_page' : 'finish'
}
