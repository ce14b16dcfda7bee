import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, Storm } from '../../state/conditions.ts'
import type { Incident } from '../../state/incident.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { reminders } from './reminders.ts'

/** More than these, within a window, are one incident of the provider: so many tokens do not die one by one. */
const most = { tokens: 5, share: 0.1 } as const
const windowMs = 900_000

/** Where one batch alone has more dead tokens than that, it waits for what those beside it find. */
const gatherMs = 3_000

const dayMs = 86_400_000

/** Tokens that are named in the page. */
const sampled = 5

export type StormDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
  sleep(milliseconds: number): Promise<void>
}

export function isStorm(bad: number, of: number): boolean {
  return bad > most.tokens && bad > of * most.share
}

/**
 * Whether a check's incident is part of its provider's flood. One that nobody clears speaks for the tokens that die while people are
 * reminded of it, and later for those alone that it was about. One that a person has cleared does so until a reminder would be due.
 */
export function isPartOfStorm(storm: Storm | null, incident: Incident | null, nowMs: number): boolean {
  if (storm === null) return false
  if (storm.cleared === null) return isRecent(storm, nowMs) || incident?.suppressedBy === 'storm'
  const ofIt = incident?.suppressedBy === 'storm' && incident.openedAt <= storm.cleared.at
  return ofIt && nowMs - storm.cleared.at < reminders.everyMs
}

/** Whether people still are reminded of a flood that nobody has cleared, so that it speaks for all who die. */
function isRecent({ openedAt }: Storm, nowMs: number): boolean {
  return nowMs - openedAt < reminders.most * reminders.everyMs
}

/**
 * Counts tokens of a provider that are about to be told dead, and says whether there are so many that they are one incident. Only one
 * of those who find that out opens it.
 */
export async function joinStorm(
  provider: string,
  dead: readonly CheckKey[],
  active: ActiveConditions,
  dependencies: StormDependencies,
): Promise<boolean> {
  const storm = active.stormOf(provider)
  if (storm !== null && storm.cleared === null && isRecent(storm, dependencies.now())) return true
  const watched = dependencies.deployment.checks.filter((check) => check.provider === provider)
  let all = await countDead(provider, dead, storm, dependencies)
  if (!isStorm(all.length, watched.length) && dead.length > most.tokens) {
    await dependencies.sleep(gatherMs)
    all = await countDead(provider, dead, storm, dependencies)
  }
  if (!isStorm(all.length, watched.length)) return false
  const environments = [...new Set(watched.map(({ environment }) => environment))]
  const tripped: Storm = {
    ...{ kind: 'storm', id: provider, revision: (storm?.revision ?? 0) + 1, openedAt: dependencies.now() },
    ...{ bad: all.length, of: watched.length, sample: all.toSorted().slice(0, sampled), environments },
    ...{ cleared: null, reminders: 0, pending: ['open'] },
  }
  if (await dependencies.conditions.put(tripped, null)) await deliverStorm(tripped, dependencies)
  return true
}

/** Those of this window and of the one before, so that no flood falls between two. What a person has cleared is counted no more. */
async function countDead(
  provider: string,
  dead: readonly CheckKey[],
  storm: Storm | null,
  { conditions, now }: StormDependencies,
): Promise<readonly CheckKey[]> {
  const index = Math.floor(now() / windowMs)
  const nameOf = (window: number) => `${storm?.cleared?.at ?? 0}#${window}`
  const [present, before] = await Promise.all([
    conditions.addDead({ provider, name: nameOf(index), forgetAt: now() + dayMs }, dead),
    conditions.deadIn({ provider, name: nameOf(index - 1) }),
  ])
  return [...new Set([...before, ...present])]
}

/** Tells what a breaker owes; what is not accepted stays owed for whoever comes next. Returns how much that is. */
async function deliverStorm(
  storm: Storm,
  dependencies: AnnounceDependencies & Pick<StormDependencies, 'conditions' | 'now'>,
): Promise<number> {
  const { conditions, now } = dependencies
  let notified = 0
  for (const kind of storm.pending) {
    if (!(await announce({ about: 'storm', kind, storm, at: now() }, dependencies))) break
    notified += 1
  }
  const pending = storm.pending.slice(notified)
  const forgetAt = storm.cleared === null ? null : storm.cleared.at + dayMs
  if (notified > 0) await conditions.put({ ...storm, revision: storm.revision + 1, pending }, forgetAt)
  return pending.length
}

/**
 * Tells what floods owe: one whose finder died before it could tell anybody, one that a person has cleared since, and again one that
 * nobody clears, unless somebody wants it quiet about all that it is about. Returns how many messages are still owed.
 */
export async function deliverStorms(
  active: ActiveConditions,
  dependencies: AnnounceDependencies & Pick<StormDependencies, 'conditions' | 'deployment' | 'now'>,
): Promise<number> {
  let pending = 0
  for (const storm of active.conditions.filter((one) => one.kind === 'storm')) {
    const due = await reminded(storm, active, dependencies)
    if (due.pending.length > 0) pending += await deliverStorm(due, dependencies)
  }
  return pending
}

/** The flood with a reminder that it owes, where one is due; of several who find that out, one owes it. */
async function reminded(
  storm: Storm,
  active: ActiveConditions,
  { conditions, deployment, now }: Pick<StormDependencies, 'conditions' | 'deployment' | 'now'>,
): Promise<Storm> {
  const nowMs = now()
  const isDue = storm.reminders < reminders.most && nowMs - storm.openedAt >= (storm.reminders + 1) * reminders.everyMs
  if (!isDue || storm.cleared !== null || storm.pending.length > 0) return storm
  const watched = deployment.checks.filter((check) => check.provider === storm.id)
  if (watched.every((check) => active.suppressionOf(check, nowMs) !== null)) return storm
  const next: Storm = {
    ...storm,
    ...{ revision: storm.revision + 1, reminders: storm.reminders + 1, pending: ['remind'] },
  }
  return (await conditions.put(next, null)) ? next : storm
}

/**
 * A person has looked: rotations of the provider's tokens may start again, and tokens that die from now on are told by themselves.
 * False where there is nothing to clear. The next tick tells it.
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
