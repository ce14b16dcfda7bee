import type { ConditionStore, Silence } from '../../state/conditions.ts'

/** A request for a silence. */
export type SilenceRequest = Pick<Silence, 'covers' | 'until' | 'by' | 'reason'>

type SilenceDependencies = {
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
  now(): number
  newId(): string
}

/** Reasons to refuse a request. */
export type SilenceRefused = 'ended_before_it_began' | 'too_long' | 'nobody' | 'no_reason'

/** Longest silence: one that its author forgets still ends. */
const longestMs = 30 * 86_400_000

const forgetAfterMs = 86_400_000

/** Returns the reason to refuse a request that starts at `from`, or `null`. */
export function refusalOf({ until, by, reason }: SilenceRequest, from: number): SilenceRefused | null {
  if (until <= from) return 'ended_before_it_began'
  if (until - from > longestMs) return 'too_long'
  if (by.trim() === '') return 'nobody'
  return reason.trim() === '' ? 'no_reason' : null
}

/** Begins a silence now. Resolves with it, or with the reason why it was refused. */
export async function silence(
  request: SilenceRequest,
  { conditions, now, newId }: SilenceDependencies,
): Promise<Silence | SilenceRefused> {
  const from = now()
  const refused = refusalOf(request, from)
  if (refused !== null) return refused
  const { covers, until, by, reason } = request
  const begun: Silence = { kind: 'silence', id: newId(), revision: 1, covers, from, until, by, reason }
  await conditions.put(begun, until + forgetAfterMs)
  return begun
}

/** Ends a silence before its time. Resolves with false where no such silence is active, or another write won. */
export async function endSilence(
  id: string,
  { conditions, now }: Omit<SilenceDependencies, 'newId'>,
): Promise<boolean> {
  const found = (await conditions.all()).filter((one) => one.kind === 'silence').find((one) => one.id === id)
  if (found === undefined || found.until <= now()) return false
  return conditions.put({ ...found, revision: found.revision + 1, until: now() }, now() + forgetAfterMs)
}
