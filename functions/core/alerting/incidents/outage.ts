import { cadencesOf } from '../../model/cadences.ts'
import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import { isOutage, reasons } from '../../model/reason.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { BatchRecord } from '../../state/batch-record.ts'
import type { ConditionStore, Outage, OutageShare } from '../../state/conditions.ts'
import type { CheckState } from '../../state/state.ts'
import { type AnnounceDependencies, announce } from './announce.ts'
import { reminders } from './reminders.ts'

/** Whose outage it is that a secret can not be read. */
const secretStore = 'secrets-manager'

/** Checks that are named in the message. */
const sampled = 5

const dayMs = 86_400_000

/** Checks that join an outage within this time are part of what was told. */
const growsAfterMs = 3_600_000

/** The end of an outage does not wait for what a cadence slower than this may see next. */
const slowSeconds = 3_600

/** What one cadence sees of one owner's trouble; shares of cadences that the config no longer has are dropped. */
type Sight = {
  readonly owner: string
  readonly cadence: string
  readonly share?: OutageShare | undefined
  /** The seconds of every cadence. */
  readonly cadences: ReadonlyMap<string, number>
}

type Seen = { readonly check: { readonly key: CheckKey; readonly provider: string; readonly environment: string } } & {
  readonly state: Pick<CheckState, 'reason' | 'incident'>
}

/** What one batch sees of outages, by whose they are. */
export function sharesOf(seen: readonly Seen[]): Readonly<Record<string, OutageShare>> {
  const unknown = seen.filter(({ state }) => isOutage(state.reason) || state.incident?.suppressedBy === 'outage')
  const owners = Map.groupBy(unknown, ({ check, state }) =>
    state.reason === 'secret_unavailable' ? secretStore : check.provider,
  )
  return Object.fromEntries([...owners].map(([owner, members]) => [owner, shareOf(members)]))
}

function shareOf(members: readonly Seen[]): OutageShare {
  const open = members.filter(({ state }) => state.incident?.suppressedBy === 'outage')
  return {
    open: open.length,
    unknown: members.length,
    reasons: countsOf(members.map(({ state }) => ({ [state.reason]: 1 }))),
    sample: open.slice(0, sampled).map(({ check }) => check.key),
    environments: [...new Set(members.map(({ check }) => check.environment))],
  }
}

/** What all batches of a cadence see together. */
export function together(records: readonly Pick<BatchRecord, 'outages'>[]): ReadonlyMap<string, OutageShare> {
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
  }
}

function countsOf(all: readonly OutageShare['reasons'][]): OutageShare['reasons'] {
  const sums = reasons.map((reason) => [reason, all.reduce((sum, counts) => sum + (counts[reason] ?? 0), 0)] as const)
  return Object.fromEntries(sums.filter(([, count]) => count > 0))
}

const nothing: OutageShare = { open: 0, unknown: 0, reasons: {}, sample: [], environments: [] }

/**
 * An outage once a cadence has seen this much of it; the same object where nothing changed, null where there is none. It opens with the
 * first check that is to be told of, takes in every later one silently, and is over when no check of any cadence is `unknown`; of
 * another cadence that looks less than hourly only those count that were to be told of, since its next look may be tomorrow.
 */
export function outageAfter(
  before: Outage | null,
  { owner, cadence, share = nothing, cadences }: Sight,
  nowMs: number,
): Outage | null {
  const present = before?.closedAt === null ? before : null
  if (present === null) {
    if (share.open === 0) return before
    const revision = (before?.revision ?? 0) + 1
    const pending = [...(before?.pending ?? []), 'open'] as const
    const since = { openedAt: nowMs, closedAt: null, notified: { at: nowMs, checks: share.open }, reminders: 0 }
    return { kind: 'outage', id: owner, revision, ...since, shares: { [cadence]: share }, pending }
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
  if (isReminderDue(present, checks, nowMs)) return { ...repeated, reminders: present.reminders + 1 }
  if (JSON.stringify(present.shares[cadence] ?? nothing) === JSON.stringify(share)) return present
  return { ...next, notified: { ...present.notified, checks: Math.min(present.notified.checks, checks) } }
}

/** What was trouble of a few checks for an hour or more is trouble of many: news, however often people were reminded of the few. */
function hasGrown({ notified }: Outage, checks: number, nowMs: number): boolean {
  return nowMs - notified.at >= growsAfterMs && checks > 2 * notified.checks + sampled
}

/** Nobody is reminded of what is silenced by now, nor of an outage that only waits to be over. */
function isReminderDue({ notified, reminders: count }: Outage, checks: number, nowMs: number): boolean {
  return checks > 0 && count < reminders.most && nowMs - notified.at >= reminders.everyMs
}

export type OutageDependencies = AnnounceDependencies & {
  readonly deployment: Deployment
  readonly conditions: ConditionStore
  now(): number
}

/** Compares what a cadence saw with the outages that are known, and tells what is new. Returns how many messages are still owed. */
export async function watchOutages(
  cadence: string,
  records: readonly Pick<BatchRecord, 'outages'>[],
  active: ActiveConditions,
  dependencies: OutageDependencies,
): Promise<number> {
  const shares = together(records)
  const cadences = new Map(
    [...cadencesOf(dependencies.deployment)].map(([name, checks]) => [name, checks[0]?.everySeconds ?? 0]),
  )
  const known = active.conditions.filter((one) => one.kind === 'outage').map(({ id }) => id)
  let pending = 0
  for (const owner of new Set([...known, ...shares.keys()])) {
    const before = active.outageOf(owner)
    const next = outageAfter(before, { owner, cadence, share: shares.get(owner), cadences }, dependencies.now())
    if (next === null) continue
    // Another cadence's tick that was faster has told people; this one's share is in the next tick.
    if (next !== before && !(await dependencies.conditions.put(next, forgetAt(next)))) continue
    pending += await deliverOutage(next, dependencies)
  }
  return pending
}

async function deliverOutage(outage: Outage, dependencies: OutageDependencies): Promise<number> {
  let notified = 0
  for (const kind of outage.pending) {
    if (!(await announce({ about: 'outage', kind, outage, at: dependencies.now() }, dependencies))) break
    notified += 1
  }
  const pending = outage.pending.slice(notified)
  if (notified > 0)
    await dependencies.conditions.put({ ...outage, revision: outage.revision + 1, pending }, forgetAt(outage))
  return pending.length
}

const forgetAt = ({ closedAt }: Outage): number | null => (closedAt === null ? null : closedAt + dayMs)
