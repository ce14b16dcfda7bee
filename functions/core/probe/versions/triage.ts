import { diesAtOnce, type RenewableClass } from '../../model/capabilities.ts'

/** What a probe of one version showed. `unknown` is an outage, and decides nothing. */
export type Shown = 'works' | 'dead' | 'unknown'

/** The versions of a secret in the middle of a rotation, each probed by itself. */
export type TriageCase = {
  readonly current: Shown
  /** Of a version that is not the current one. */
  readonly pending: Shown | 'empty' | 'none'
  readonly previous: Shown | 'none'
  readonly class: RenewableClass
  /** Whether an exchange was begun for the pending version. */
  readonly claimed: boolean
  /** How long the pending version has been there. */
  readonly pendingMs: number
  /** Whether the old key's time is over. */
  readonly drained: boolean
}

/** What heals it. `none` is fine, `wait` is too early to tell; the last two leave it to a person. */
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

/** A run of Secrets Manager takes minutes with its retries: until then what is half done is its own business. */
export const settlingMs = 15 * 60_000
/** A version that works and is not current for this long is worth a page. */
const overdueMs = 60 * 60_000

/** The matrix of half-done rotations: what is found, and what heals it. */
export function triage(found: TriageCase): Repair {
  const { current, pending } = found
  if (current === 'unknown') return 'wait'
  if (current === 'works') return whileCurrentWorks(found)
  // Consumers fail now: no patience.
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
