import type { ConditionStore, Silence } from '../../state/conditions.ts'

/** What somebody asks for. */
export type SilenceRequest = Pick<Silence, 'covers' | 'until' | 'by' | 'reason'>

type SilenceDependencies = {
  readonly conditions: Pick<ConditionStore, 'all' | 'put'>
  now(): number
  newId(): string
}

/** Why a request is refused. */
export type SilenceRefused = 'ended_before_it_began' | 'too_long' | 'nobody' | 'no_reason'

/** A silence that somebody forgets ends by itself. */
const longestMs = 30 * 86_400_000

const forgetAfterMs = 86_400_000

/** Why a request that is made now is refused; null where it is not. */
export function refusalOf({ until, by, reason }: SilenceRequest, from: number): SilenceRefused | null {
  if (until <= from) return 'ended_before_it_began'
  if (until - from > longestMs) return 'too_long'
  if (by.trim() === '') return 'nobody'
  return reason.trim() === '' ? 'no_reason' : null
}

/** Begins a silence; resolves with it, or with why not. */
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

/** Ends a silence before its time; false where there is none of that name. */
export async function endSilence(
  id: string,
  { conditions, now }: Omit<SilenceDependencies, 'newId'>,
): Promise<boolean> {
  const found = (await conditions.all()).filter((one) => one.kind === 'silence').find((one) => one.id === id)
  if (found === undefined || found.until <= now()) return false
  return conditions.put({ ...found, revision: found.revision + 1, until: now() }, now() + forgetAfterMs)
}
