import type { Check } from '../../model/check.ts'
import { isOutage, reasons } from '../../model/reason.ts'
import { routeOf } from '../../model/route.ts'
import type { BatchRecord } from '../../state/batch-record.ts'
import type { Outage, OutageShare } from '../../state/conditions.ts'
import type { CheckState } from '../../state/state.ts'
import { isInOutage } from './open-troubles.ts'
import { shadowOutageOf } from './outage-owner.ts'
import { reminders } from './reminders.ts'

/** Returns the owner of an outage in which secrets cannot be read: the store of the secret. */
const storeOf = ({ secret }: Pick<Check, 'secret'>): string =>
  secret?.source.from === 'parameter-store' ? secret.source.from : 'secrets-manager'

/** Most checks that the message names, from one cadence. */
const sampled = 5

/** Checks that join an outage within this time belong to the message that was sent. */
const growsAfterMs = 3_600_000

/** People who were not notified of an outage are notified at most this often, since everybody gets the message. */
const namesEveryMs = 900_000

/** The end of an outage does not wait for a cadence slower than this. */
const slowSeconds = 3_600

/** The share that one cadence sees of an owner's outage. */
type OutageView = {
  readonly owner: string
  readonly cadence: string
  readonly share?: OutageShare | undefined
  /** Interval of every cadence of the config, in seconds. Shares of other cadences are dropped. */
  readonly cadences: ReadonlyMap<string, number>
}

type JudgedState = {
  readonly check: Pick<Check, 'key' | 'provider' | 'environment' | 'routesTo' | 'secret'>
} & {
  readonly state: Pick<CheckState, 'reason' | 'incident' | 'troubles' | 'recovering' | 'shadow'>
}

/** Returns the share that one batch sees of each outage, by owner. Checks in the shadow have outages of their own. */
export function sharesOf(seen: readonly JudgedState[]): Readonly<Record<string, OutageShare>> {
  const unknown = seen.filter(({ state }) => isOutage(state.reason) || isInOutage(state))
  const owners = Map.groupBy(unknown, ({ check, state }) => {
    const owner = state.reason === 'secret_unavailable' ? storeOf(check) : check.provider
    return state.shadow === true ? shadowOutageOf(owner) : owner
  })
  return Object.fromEntries([...owners].map(([owner, members]) => [owner, shareOf(members)]))
}

function shareOf(members: readonly JudgedState[]): OutageShare {
  const open = members.filter(({ state }) => isInOutage(state))
  return {
    open: open.length,
    unknown: members.length,
    reasons: countsOf(members.map(({ state }) => ({ [state.reason]: 1 }))),
    sample: open.slice(0, sampled).map(({ check }) => check.key),
    environments: [...new Set(members.map(({ check }) => check.environment))],
    routes: [...new Set(members.map(({ check }) => routeOf(check)))],
    openRoutes: [...new Set(open.map(({ check }) => routeOf(check)))],
  }
}

/** Sums the shares of all batches of a cadence, by owner. */
export function sumShares(records: readonly Pick<BatchRecord, 'outages'>[]): ReadonlyMap<string, OutageShare> {
  const whole = new Map<string, OutageShare>()
  for (const [owner, share] of records.flatMap(({ outages }) => Object.entries(outages))) {
    const before = whole.get(owner)
    whole.set(owner, before === undefined ? share : sumOf(before, share))
  }
  return whole
}

function sumOf(a: OutageShare, b: OutageShare): OutageShare {
  return {
    open: a.open + b.open,
    unknown: a.unknown + b.unknown,
    reasons: countsOf([a.reasons, b.reasons]),
    sample: [...a.sample, ...b.sample].slice(0, sampled),
    environments: [...new Set([...a.environments, ...b.environments])],
    routes: [...new Set([...routesIn(a), ...routesIn(b)])],
    openRoutes: [...new Set([...openRoutesIn(a), ...openRoutesIn(b)])],
  }
}

function countsOf(all: readonly OutageShare['reasons'][]): OutageShare['reasons'] {
  const sums = reasons.map((reason) => [reason, all.reduce((sum, counts) => sum + (counts[reason] ?? 0), 0)] as const)
  return Object.fromEntries(sums.filter(([, count]) => count > 0))
}

/** Returns the routes of a share; one of an earlier version knows its environments. */
const routesIn = ({ routes, environments }: OutageShare) => routes ?? environments

const openRoutesIn = (share: OutageShare) => share.openRoutes ?? []

const emptyShare: OutageShare = {
  open: 0,
  unknown: 0,
  reasons: {},
  sample: [],
  environments: [],
  routes: [],
  openRoutes: [],
}

/**
 * Returns an outage after one cadence has reported its share; the same object where nothing changed, `null` where there is none.
 *
 * An outage opens with the first check that has been `unknown` for `unknownAfter` ticks. Later checks join it without a message.
 * It closes when no check of any cadence is `unknown`. Of cadences slower than an hour, only the checks that joined count.
 */
export function outageAfter(
  before: Outage | null,
  { owner, cadence, share = emptyShare, cadences }: OutageView,
  nowMs: number,
): Outage | null {
  const present = before?.closedAt === null ? before : null
  if (present === null) {
    if (share.open === 0) return before
    const revision = (before?.revision ?? 0) + 1
    const pending = [...(before?.pending ?? []), 'open'] as const
    const notified = { at: nowMs, checks: share.open }
    const shares = { [cadence]: share }
    return {
      kind: 'outage',
      id: owner,
      revision,
      openedAt: nowMs,
      closedAt: null,
      shares,
      notified,
      reminders: 0,
      pending,
    }
  }
  const others = Object.entries(present.shares).filter(([name]) => name !== cadence && cadences.has(name))
  const shares = { ...Object.fromEntries(others), [cadence]: share }
  const next = { ...present, shares, revision: present.revision + 1 }
  const isSlow = (name: string) => name !== cadence && (cadences.get(name) ?? 0) > slowSeconds
  if (Object.entries(shares).every(([name, { open, unknown }]) => open === 0 && (unknown === 0 || isSlow(name))))
    return { ...next, shares: present.shares, closedAt: nowMs, pending: [...present.pending, 'resolve'] }
  const checks = Object.values(shares).reduce((sum, { open }) => sum + open, 0)
  const repeated = { ...next, notified: { at: nowMs, checks }, pending: [...present.pending, 'remind'] } as const
  if (hasGrown(present, checks, nowMs)) return { ...repeated, reminders: 0 }
  if (hasUnheard(present, share, nowMs)) return repeated
  if (isReminderDue(present, checks, nowMs)) return { ...repeated, reminders: present.reminders + 1 }
  if (JSON.stringify(present.shares[cadence] ?? emptyShare) === JSON.stringify(share)) return present
  return { ...next, notified: { ...present.notified, checks: Math.min(present.notified.checks, checks) } }
}

/** Returns true if an outage that was notified an hour ago or earlier has more than doubled since: that is a new message. */
function hasGrown({ notified }: Outage, checks: number, nowMs: number): boolean {
  return nowMs - notified.at >= growsAfterMs && checks > 2 * notified.checks + sampled
}

/** Returns true if an outage has reached checks of people who were not notified of it, nor will be by a message that is pending. */
function hasUnheard({ routes, notified, pending }: Outage, share: OutageShare, nowMs: number): boolean {
  if (routes === undefined || pending.length > 0 || nowMs - notified.at < namesEveryMs) return false
  return openRoutesIn(share).some((route) => !routes.includes(route))
}

/** Returns true if a reminder is due. An outage whose checks are all silenced, or are `unknown` for too few ticks, has none. */
function isReminderDue({ notified, reminders: count }: Outage, checks: number, nowMs: number): boolean {
  return checks > 0 && count < reminders.most && nowMs - notified.at >= reminders.everyMs
}
