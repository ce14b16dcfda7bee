import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, Storm } from '../../state/conditions.ts'
import type { Incident } from '../../state/incident.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { reminders } from './reminders.ts'

/** More invalid tokens than both, within one window, are an alert storm: so many tokens seldom become invalid independently. */
const threshold = { tokens: 5, share: 0.1 } as const
const stormWindowMs = 900_000

/** A batch with more dead tokens than `threshold.tokens` waits this long for the batches beside it. */
const gatherMs = 3_000

const dayMs = 86_400_000

/** Most tokens that the page names. */
const sampled = 5

export type StormDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
  sleep(milliseconds: number): Promise<void>
}

export function isStorm(bad: number, of: number): boolean {
  return bad > threshold.tokens && bad > of * threshold.share
}

/**
 * Returns true if a storm suppresses the incident of a check. An open storm covers new incidents while it has reminders, and later
 * only those that it already suppressed. A cleared storm covers those until a reminder would be due.
 */
export function isPartOfStorm(storm: Storm | null, incident: Incident | null, nowMs: number): boolean {
  if (storm === null) return false
  if (storm.cleared === null) return isRecent(storm, nowMs) || incident?.suppressedBy === 'storm'
  const wasSuppressed = incident?.suppressedBy === 'storm' && incident.openedAt <= storm.cleared.at
  return wasSuppressed && nowMs - storm.cleared.at < reminders.everyMs
}

/** Returns true while an open storm still has reminders, so that it covers every new incident of the provider. */
function isRecent({ openedAt }: Storm, nowMs: number): boolean {
  return nowMs - openedAt < reminders.most * reminders.everyMs
}

/**
 * Counts the tokens of a provider that are about to page as invalid. Returns true if a storm covers them. Of several batches that
 * find a new storm, one opens it.
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
  if (!isStorm(all.length, watched.length) && dead.length > threshold.tokens) {
    await dependencies.sleep(gatherMs)
    all = await countDead(provider, dead, storm, dependencies)
  }
  if (!isStorm(all.length, watched.length)) return false
  const environments = [...new Set(watched.map(({ environment }) => environment))]
  const opened: Storm = {
    kind: 'storm',
    id: provider,
    revision: (storm?.revision ?? 0) + 1,
    openedAt: dependencies.now(),
    bad: all.length,
    of: watched.length,
    sample: all.toSorted().slice(0, sampled),
    environments,
    cleared: null,
    reminders: 0,
    pending: ['open'],
  }
  if (await dependencies.conditions.put(opened, null)) await deliverStorm(opened, dependencies)
  return true
}

/** Returns the dead tokens of this window and of the one before, so that no storm falls between two. A cleared storm starts a new count. */
async function countDead(
  provider: string,
  dead: readonly CheckKey[],
  storm: Storm | null,
  { conditions, now }: StormDependencies,
): Promise<readonly CheckKey[]> {
  const index = Math.floor(now() / stormWindowMs)
  const nameOf = (window: number) => `${storm?.cleared?.at ?? 0}#${window}`
  const [present, before] = await Promise.all([
    conditions.addDead({ provider, name: nameOf(index), forgetAt: now() + dayMs }, dead),
    conditions.deadIn({ provider, name: nameOf(index - 1) }),
  ])
  return [...new Set([...before, ...present])]
}

/** Delivers the pending messages of a storm, in order. Returns how many stay pending for the next tick. */
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
 * Delivers the pending messages of all storms: an opening that a crashed batch left, the end of a cleared storm, and reminders of
 * an open one, unless all of its checks are suppressed. Returns how many messages stay pending.
 */
export async function deliverStorms(
  active: ActiveConditions,
  dependencies: AnnounceDependencies & Pick<StormDependencies, 'conditions' | 'deployment' | 'now'>,
): Promise<number> {
  let pending = 0
  for (const storm of active.conditions.filter((one) => one.kind === 'storm')) {
    const due = await withReminder(storm, active, dependencies)
    if (due.pending.length > 0) pending += await deliverStorm(due, dependencies)
  }
  return pending
}

/** Adds a reminder to a storm where one is due. Of several ticks that find it due, one adds it. */
async function withReminder(
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
    revision: storm.revision + 1,
    reminders: storm.reminders + 1,
    pending: ['remind'],
  }
  return (await conditions.put(next, null)) ? next : storm
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
