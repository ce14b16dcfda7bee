import type { CheckKey } from '../../model/check.ts'
import type { DeathCount, Storm } from '../../state/conditions.ts'
import type { Trouble } from '../../state/trouble.ts'
import { addToStorm, type Dying, type StormDependencies, stillDead, stormWindowMs } from './add-to-storm.ts'
import { reminders } from './reminders.ts'
import { isSharedCause } from './storm-cause.ts'
import { membersOf } from './storm-members.ts'

/** More invalid tokens than both, within one window, are an alert storm: so many tokens seldom become invalid independently. */
const threshold = { tokens: 5, share: 0.1 } as const

/** A provider with so few tokens has no storm: nothing waits for others. */
export const fewTokens: number = threshold.tokens

/** Tokens of one secret, identity or issuer that are one page if they die within one window. */
const together = 2

/** So few deaths are isolated, if no other follows at the first look: they page at once. */
const isolated = 2

/** An unnamed member is suppressed for this long. Then it is notified by itself. */
const namedWithinMs = 1_800_000

const dayMs = 86_400_000

/**
 * Returns true if so many tokens of a provider are dead that they are one alert storm. While some of its tokens were not judged yet,
 * half of the share is enough: the first deaths of a slow provider would page one by one otherwise.
 */
export function isStorm(
  bad: number,
  { watched, judged }: { readonly watched: number; readonly judged: number },
): boolean {
  const [of, share] = judged < watched ? [judged, threshold.share / 2] : [watched, threshold.share]
  return bad > threshold.tokens && bad > of * share
}

/**
 * Returns true if a storm suppresses the incident of a check. An open storm covers its members, once a message has counted them. A
 * cleared storm covers them until a reminder would be due.
 */
export function isPartOfStorm(storm: Storm | null, check: CheckKey, dead: Trouble | null, nowMs: number): boolean {
  if (storm === null || dead?.suppressedBy !== 'storm') return false
  if (storm.cleared !== null) return dead.openedAt <= storm.cleared.at && nowMs - storm.cleared.at < reminders.everyMs
  const { members, unnamed = [], more = 0 } = storm
  const isNamed = members === undefined || more > 0 || (members.includes(check) && !unnamed.includes(check))
  return isNamed || nowMs - dead.openedAt < namedWithinMs
}

/**
 * Counts the tokens of a provider or of a cause that are about to page, and waits a moment for others, of this batch and of those beside
 * it. Returns the tokens that a storm covers. Of several batches that find a new storm, one opens it; the others join.
 */
export async function joinStorm(dying: Dying, dependencies: StormDependencies): Promise<readonly CheckKey[]> {
  const { id, dead, isComplete, active, pausesMs } = dying
  if (dead().length === 0) return []
  const known = active.stormOf(id)
  if (known !== null && known.cleared === null && joinsAtOnce(known, dying, dependencies.now()))
    return addToStorm(dying, dead(), dependencies)
  let own = dead()
  let all = await countDead(dying, own, known, dependencies)
  for (const pauseMs of pausesMs) {
    // Two of a secret are enough, and others that die in the same moment are to be named with them.
    if ((!isShared(dying) && isEnough(dying, all, known)) || isComplete()) break
    await dependencies.sleep(pauseMs)
    own = dead()
    all = await countDead(dying, own, known, dependencies)
    if (dying.cause === null && all.dead.length <= isolated) break
  }
  if (isShared(dying)) all = { ...all, dead: await stillDead(dying, all.dead, dependencies) }
  all = await withoutOld(dying, all, dependencies)
  if (!isEnough(dying, all, known)) return []
  await addToStorm(dying, all.dead, dependencies)
  return own
}

/** Returns true in the first window of a storm. A storm about known ends takes in whoever comes near: its next message names them. */
const joinsAtOnce = ({ openedAt }: Storm, { cause }: Dying, nowMs: number): boolean =>
  cause?.by === 'ends' || nowMs - openedAt < stormWindowMs

const isShared = ({ cause }: Pick<Dying, 'cause'>): boolean => isSharedCause(cause)

function isEnough({ cause, watched }: Dying, { dead, judged }: DeathCount, known: Storm | null): boolean {
  if (isShared({ cause })) return dead.length >= together
  if (known?.cleared === null) return dead.length > threshold.tokens
  return isStorm(dead.length, { watched, judged: cause?.by === 'ends' ? watched : judged })
}

/**
 * Returns the deaths that count for a quiet storm. Tokens that never worked died long ago; they count only if their provider refuses all
 * that it was asked, half of its tokens at least.
 */
async function withoutOld(
  { cause, watched, neverWorked = new Set() }: Dying,
  count: DeathCount,
  { states }: StormDependencies,
): Promise<DeathCount> {
  const { dead, judged } = count
  const refusesAll = dead.length >= judged && judged * 2 >= watched
  if (cause?.by !== 'quiet' || refusesAll || dead.length <= threshold.tokens) return count
  const known = await states.read(dead)
  return { dead: dead.filter((check) => !neverWorked.has(check) && known.get(check)?.neverWorked !== true), judged }
}

/**
 * Returns the dead tokens of this window and of the one before, so that no storm falls between two. A cleared storm starts a new
 * count, and so does an open one: it counts who became invalid since. The share counts the tokens that were judged beside them, so
 * that a slow provider's first deaths are known to be many before all of its tokens have been asked.
 */
async function countDead(
  { id: provider, takeJudged }: Pick<Dying, 'id' | 'takeJudged'>,
  dead: readonly CheckKey[],
  storm: Storm | null,
  { conditions, now }: StormDependencies,
): Promise<DeathCount> {
  const index = Math.floor(now() / stormWindowMs)
  const start = storm === null ? '0' : storm.cleared === null ? `open-${storm.openedAt}` : `${storm.cleared.at}`
  const nameOf = (window: number) => `${start}#${window}`
  const [present, before] = await Promise.all([
    conditions.addDead({ provider, name: nameOf(index), forgetAt: now() + dayMs }, dead, takeJudged()),
    conditions.deadIn({ provider, name: nameOf(index - 1) }),
  ])
  return { dead: [...new Set([...before.dead, ...present.dead])], judged: before.judged + present.judged }
}

/** Returns true if the message about many known ends covers the end of a check. */
export function isPartOfEnds(storm: Storm | null, check: CheckKey, end: Trouble | undefined, nowMs: number): boolean {
  if (storm === null || end?.suppressedBy !== 'storm') return false
  return storm.cleared === null ? membersOf(storm).includes(check) : isPartOfStorm(storm, check, end, nowMs)
}
