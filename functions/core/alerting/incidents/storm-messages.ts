import type { CheckKey } from '../../model/check.ts'
import { checkOf, type Deployment, routeIn } from '../../model/deployment.ts'
import { isUnproved } from '../../model/verdict.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, Storm } from '../../state/conditions.ts'
import type { StateStore } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { reminders } from './reminders.ts'
import { withStormAudience } from './storm-audience.ts'
import { providerOfStorm } from './storm-cause.ts'
import { endOf, isOver, membersOf, withoutMembers } from './storm-members.ts'
import { stormWaits } from './waiting-storm.ts'

/** Further members are named at most this often, unless nobody of their environment was notified yet. */
const namesEveryMs = 900_000

const dayMs = 86_400_000

/** Attempts to write a storm that batches write too. */
const mostTries = 8

type StormMessageDependencies = AnnounceDependencies & {
  readonly deployment: Pick<Deployment, 'checks'>
  readonly conditions: ConditionStore
  now(): number
}

type StormsDependencies = StormMessageDependencies & {
  readonly deployment: Deployment
  readonly states: Pick<StateStore, 'read'>
}

const forgetAt = ({ cleared }: Storm): number | null => (cleared === null ? null : cleared.at + dayMs)

/**
 * Delivers the pending messages of a storm, in order. Returns how many stay pending for the next tick. Those that wait for working hours
 * are not counted.
 */
export async function deliverStorm(storm: Storm, dependencies: StormMessageDependencies): Promise<number> {
  if (stormWaits(storm, dependencies.deployment, dependencies.now())) return 0
  let notified = 0
  for (const kind of storm.pending) {
    const { deployment } = dependencies
    const members = membersOf(storm).map((key) => ({ key, owner: ownerIn(deployment, key) }))
    if (!(await announce({ about: 'storm', kind, storm, members, at: dependencies.now() }, dependencies))) break
    notified += 1
  }
  if (notified > 0) await settleStorm(storm, notified, dependencies)
  return storm.pending.length - notified
}

const ownerIn = ({ checks }: Pick<Deployment, 'checks'>, key: CheckKey): string | null =>
  checks.find((check) => check.key === key)?.owner ?? null

/** Removes accepted messages from a storm, whatever members joined meanwhile. Those are still to be named. */
async function settleStorm(
  delivered: Storm,
  notified: number,
  { conditions, now }: StormMessageDependencies,
): Promise<void> {
  const named = new Set(membersOf(delivered))
  let present: Storm | null = delivered
  for (let tries = 0; present !== null && tries < mostTries; tries += 1) {
    const next: Storm = {
      ...present,
      revision: present.revision + 1,
      pending: present.pending.slice(notified),
      unnamed: (present.unnamed ?? []).filter((check) => !named.has(check)),
      notifiedAt: now(),
      isUnannounced: false,
    }
    if (await conditions.put(next, forgetAt(next))) return
    const storms = (await conditions.all()).filter((one) => one.kind === 'storm')
    present = storms.find(({ id, openedAt }) => id === delivered.id && openedAt === delivered.openedAt) ?? null
  }
}

/**
 * Delivers the pending messages of all storms: an opening that a crashed batch left, the names of later members, reminders with a new
 * count, and the end once all members are good. Returns how many messages stay pending.
 */
export async function deliverStorms(active: ActiveConditions, dependencies: StormsDependencies): Promise<number> {
  let pending = 0
  for (const storm of active.conditions.filter((one) => one.kind === 'storm')) {
    const counted = storm.cleared === null ? await countAnew(storm, dependencies) : storm
    const { deployment, now } = dependencies
    const waits = stormWaits(storm, deployment, now())
    const named = withStormAudience(withMessage(counted, active, { ...dependencies, waits }), deployment, now())
    // One step from what was read: a batch may have added members since, and has to be the one that wins.
    const due = named === storm ? storm : { ...withUntold(named, storm), revision: storm.revision + 1 }
    const isTaken = due === storm || (await dependencies.conditions.put(due, forgetAt(due)))
    if (isTaken && due.pending.length > 0) pending += await deliverStorm(due, dependencies)
  }
  return pending
}

/** Returns a storm that ended before its opening was accepted with the members that the opening is about. */
function withUntold(next: Storm, before: Storm): Storm {
  if (before.cleared !== null || next.cleared === null || !next.pending.includes('open')) return next
  const { bad, sample, members = sample } = before
  return { ...next, bad, sample, members }
}

/**
 * Removes the members whose incident is over, and those that the config no longer has. A state that is good since long before the storm
 * does not know of the death yet, or could not be written: it proves nothing.
 */
async function countAnew(storm: Storm, { states, deployment }: StormsDependencies): Promise<Storm> {
  const members = membersOf(storm)
  const known = await states.read(members)
  const isGood = (check: CheckKey) => {
    const state = known.get(check)
    const watched = checkOf(deployment, check)
    if (watched === undefined || (storm.cause?.by === 'shadow' && watched.paging !== 'shadow')) return true
    const isProved =
      state?.standing === 'valid' || (state !== undefined && storm.cause !== undefined && isUnproved(state))
    return state?.incident === null && isProved && state.since > storm.openedAt - namesEveryMs * 2
  }
  const good = members.filter(isGood)
  // A provider that accepts one of them does not refuse all: those that never worked died long ago.
  const isOld = (check: CheckKey) => known.get(check)?.neverWorked === true
  const old = storm.cause?.by === 'quiet' && good.length > 0 ? members.filter(isOld) : []
  return withoutMembers(storm, new Set([...good, ...old]))
}

/** Adds the message that is due to a storm: its end, a reminder, or the names of those who joined. The others wait while one is pending. */
function withMessage(
  storm: Storm,
  active: ActiveConditions,
  { deployment, now, waits }: StormsDependencies & { readonly waits: boolean },
): Storm {
  const nowMs = now()
  if (storm.cleared !== null) return storm
  const next = { ...storm, revision: storm.revision + 1 }
  if (storm.cause?.by === 'quiet') return isOver(storm) ? { ...next, cleared: { by: null, at: nowMs } } : storm
  // Nobody was notified of what waits for working hours.
  const isUnheard = storm.pending[0] === 'open' && waits
  if (isOver(storm))
    return {
      ...next,
      cleared: { by: null, at: nowMs },
      pending: storm.isUnannounced === true || isUnheard ? [] : endOf(storm.pending),
    }
  if (storm.pending.length > 0) return storm
  const members = new Set(membersOf(storm))
  const watched = deployment.checks.filter(
    ({ key, provider }) => providerOfStorm(storm) === provider || members.has(key),
  )
  if (watched.every((check) => active.suppressionOf(check, nowMs) !== null)) return storm
  if (isReminderDue(storm, nowMs)) return { ...next, reminders: storm.reminders + 1, pending: ['remind'] }
  return areNamesDue(storm, deployment, nowMs) ? { ...next, pending: ['remind'] } : storm
}

/** Returns true for a reminder that is due by the clock. Those that were due while the storm was silenced or waited are not made up for. */
const isReminderDue = ({ reminders: count, openedAt, notifiedAt = openedAt }: Storm, nowMs: number): boolean =>
  count < reminders.most &&
  nowMs - openedAt >= (count + 1) * reminders.everyMs &&
  nowMs - notifiedAt >= reminders.everyMs / 2

/** Returns true if members are to be named: at once where nobody of their route was notified, else every quarter of an hour. */
function areNamesDue(
  { unnamed = [], members = [], notifiedAt = 0 }: Storm,
  deployment: Pick<Deployment, 'checks'>,
  nowMs: number,
): boolean {
  if (unnamed.length === 0) return false
  const routeOfKey = (check: CheckKey) => routeIn(deployment, check)
  const reached = new Set(members.filter((check) => !unnamed.includes(check)).map(routeOfKey))
  return unnamed.some((check) => !reached.has(routeOfKey(check))) || nowMs - notifiedAt >= namesEveryMs
}
