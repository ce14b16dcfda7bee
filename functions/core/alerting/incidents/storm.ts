import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, DeathCount, Storm } from '../../state/conditions.ts'
import type { Trouble } from '../../state/trouble.ts'
import type { AnnounceDependencies } from './announce.ts'
import { reminders } from './reminders.ts'
import { openedStorm, withMembers } from './storm-members.ts'
import { deliverStorm } from './storm-messages.ts'

/** More invalid tokens than both, within one window, are an alert storm: so many tokens seldom become invalid independently. */
const threshold = { tokens: 5, share: 0.1 } as const
const stormWindowMs = 900_000

/** Pauses between two looks at the shared count. With the wait for the batch they take two seconds at most. */
const pausesMs = [450, 550, 700] as const

/** So few deaths are isolated, if no other follows at the first look: they page at once. */
const isolated = 2

/** An unnamed member is suppressed for this long. Then it is notified by itself. */
const namedWithinMs = 1_800_000

const dayMs = 86_400_000

/** Attempts to write a storm that other batches write too. */
const mostTries = 8

export type StormDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
  sleep(milliseconds: number): Promise<void>
}

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

/** The tokens of one provider that a batch is about to page, and what is known of the provider. */
export type Dying = {
  readonly provider: string
  /** Lists them as of now: other probes of the batch go on. */
  dead(): readonly CheckKey[]
  /** Returns how many tokens of the provider were judged since the last call. */
  takeJudged(): number
  /** Returns true once every token of the provider was judged, so that no more can follow. */
  isComplete(): boolean
  readonly active: ActiveConditions
}

/**
 * Counts the tokens of a provider that are about to page as invalid, and waits up to two seconds for others, of this batch and of those
 * beside it. Returns the tokens that a storm covers. Of several batches that find a new storm, one opens it; the others join.
 */
export async function joinStorm(dying: Dying, dependencies: StormDependencies): Promise<readonly CheckKey[]> {
  const { provider, dead, isComplete, active } = dying
  if (dead().length === 0) return []
  const known = active.stormOf(provider)
  if (known !== null && known.cleared === null && dependencies.now() - known.openedAt < stormWindowMs)
    return addToStorm(provider, dead(), dependencies)
  const watched = dependencies.deployment.checks.filter((check) => check.provider === provider).length
  const isEnough = ({ dead: all, judged }: DeathCount) =>
    known?.cleared === null ? all.length > threshold.tokens : isStorm(all.length, { watched, judged })
  let own = dead()
  let all = await countDead(dying, own, known, dependencies)
  for (const pauseMs of watched <= threshold.tokens ? [] : pausesMs) {
    if (isEnough(all) || isComplete()) break
    await dependencies.sleep(pauseMs)
    own = dead()
    all = await countDead(dying, own, known, dependencies)
    if (all.dead.length <= isolated) break
  }
  if (!isEnough(all)) return []
  await addToStorm(provider, all.dead, dependencies)
  return own
}

/**
 * Opens a storm with these members, or adds them to the open one. What could not be added although others write too is no member: it
 * is notified by itself later.
 */
async function addToStorm(
  provider: string,
  checks: readonly CheckKey[],
  dependencies: StormDependencies,
): Promise<readonly CheckKey[]> {
  const { conditions, deployment, now, sleep } = dependencies
  for (let tries = 0; tries < mostTries; tries += 1) {
    const storms = (await conditions.all()).filter((one) => one.kind === 'storm')
    const found = storms.find(({ id }) => id === provider) ?? null
    const isNew = found === null || found.cleared !== null
    const next = isNew
      ? openedStorm(provider, checks, { deployment, openedAt: now(), revision: (found?.revision ?? 0) + 1 })
      : announced(withMembers(found, checks, deployment), found, now())
    if (next === found) return checks
    if (await conditions.put(next, null)) {
      if (next.pending.length > 0) await deliverStorm(next, dependencies)
      return checks
    }
    await sleep(100 * (tries + 1))
  }
  return checks
}

/** Adds a message about further members to a storm that is open for a while: they are another wave. */
function announced(next: Storm, before: Storm, nowMs: number): Storm {
  const isWave =
    next !== before && nowMs - before.openedAt >= stormWindowMs && nowMs - (before.notifiedAt ?? 0) >= stormWindowMs
  return isWave && next.pending.length === 0 ? { ...next, pending: ['remind'] } : next
}

/**
 * Returns the dead tokens of this window and of the one before, so that no storm falls between two. A cleared storm starts a new
 * count, and so does an open one: it counts who became invalid since. The share counts the tokens that were judged beside them, so
 * that a slow provider's first deaths are known to be many before all of its tokens have been asked.
 */
async function countDead(
  { provider, takeJudged }: Pick<Dying, 'provider' | 'takeJudged'>,
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

/**
 * Clears the open storm of a provider, for the person `by`: its rotations may start again, and tokens that become invalid from now
 * on page by themselves. Resolves with false where no storm is open. The next tick sends the message.
 */
export async function clearStorm(
  provider: string,
  by: string,
  { conditions, now }: { readonly conditions: Pick<ConditionStore, 'all' | 'put'>; now(): number },
): Promise<boolean> {
  const storm = (await conditions.all()).filter((one) => one.kind === 'storm').find(({ id }) => id === provider)
  if (storm === undefined || storm.cleared !== null) return false
  const cleared: Storm = {
    ...storm,
    revision: storm.revision + 1,
    cleared: { by, at: now() },
    pending: [...storm.pending, 'resolve'],
  }
  return conditions.put(cleared, now() + dayMs)
}
