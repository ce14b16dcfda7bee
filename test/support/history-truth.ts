import { watchSeconds } from '../../functions/core/model/cadences.ts'
import type { Check } from '../../functions/core/model/check.ts'
import { type Belief, knowsOf } from './heard.ts'

/** The answers that a token may get: accepted, refused, not understood, none. */
export type Answer = 200 | 401 | 418 | null

/** One check of a history, as it is in truth. Instants are epoch milliseconds. */
export type TrueCheck = {
  check: Check
  isWatched: boolean
  answer: Answer
  /** Known end; `null` for none. */
  endsAt: number | null
  /** Since when all of this is as it is. */
  since: number
}

/** Milliseconds within which people have to know of a trouble or of its end, once nothing stands in the way. */
export function boundMs(everySeconds: number): number {
  const everyMs = everySeconds * 1_000
  return everySeconds > watchSeconds ? everyMs + 9_000_000 : 5 * everyMs + 1_200_000
}

/** Since when nothing stands in the way of messages, and the interval after which notices are sent. */
export type Surroundings = { readonly clearSince: number; readonly slowestSeconds: number }

/** Lists what people should know and do not, or believe and should not, of one check at an instant. */
export function unknownOf(
  { check, isWatched, answer, endsAt, since }: TrueCheck,
  belief: Belief,
  nowMs: number,
  { clearSince, slowestSeconds }: Surroundings,
): readonly string[] {
  const { key, provider, warnSeconds, criticalSeconds } = check
  const passedAt = endsAt !== null && endsAt <= nowMs ? endsAt : 0
  const clearMs = nowMs - Math.max(since, passedAt, clearSince)
  const limitMs = boundMs(Math.max(check.everySeconds, isWatched ? 0 : slowestSeconds))
  if (clearMs <= limitMs) return []
  if (!isWatched) return belief.open.has(key) ? [`${key}: is not watched, and nobody knows`] : []
  if (check.paging === 'shadow') {
    const isOver = answer === 200 && endsAt === null && belief.open.has(key)
    return isOver ? [`${key}: is good, and nobody knows`] : []
  }
  const isKnown = knowsOf(belief, key)
  if (answer === 401 || answer === 418) return isKnown ? [] : [`${key}: nobody knows of ${answer}`]
  const untilEndMs = endsAt === null ? Number.POSITIVE_INFINITY : endsAt - nowMs
  if (answer === null) {
    const isGrouped = [...belief.groups.keys()].some((name) => name.includes(`/${provider}`))
    return isKnown || isGrouped ? [] : [`${key}: nobody knows that it is not answered`]
  }
  const isNear = (seconds: number) => untilEndMs + limitMs <= seconds * 1_000
  // An API that accepts a token after its declared end shows that the date is wrong: a notice.
  if (untilEndMs > 0 && check.urgency === 'now' && isNear(criticalSeconds) && !isPaged(belief, key))
    return [`${key}: nobody was paged for its end`]
  if (isNear(warnSeconds) && !isKnown) return [`${key}: nobody knows of its end`]
  return endsAt === null && belief.open.has(key) ? [`${key}: is good, and nobody knows`] : []
}

/** Lists the messages about several checks that are open for people though nothing is wrong with any check of theirs. */
export function openGroupsOf(
  all: readonly TrueCheck[],
  { groups }: Belief,
  nowMs: number,
  { clearSince, slowestSeconds }: Surroundings,
): readonly string[] {
  return [...groups].flatMap(([name, members]) => {
    const own = all.filter(({ check }) => members.includes(check.key))
    const isOver =
      own.length > 0 && own.every(({ answer, endsAt, isWatched }) => !isWatched || (answer === 200 && endsAt === null))
    const clearMs = nowMs - Math.max(clearSince, ...own.map(({ since }) => since))
    return isOver && clearMs > 2 * boundMs(slowestSeconds) ? [`${name}: is over, and nobody knows`] : []
  })
}

function isPaged({ open, groups, flapping }: Belief, key: string): boolean {
  return (
    open.get(key)?.pages === true || flapping.has(key) || [...groups.values()].some((members) => members.includes(key))
  )
}
