import type { CheckKey } from '../../model/check.ts'
import { type Deployment, routeIn } from '../../model/deployment.ts'
import type { Storm, StormCause } from '../../state/conditions.ts'
import { bytesOf, firstThatFit, listRoomBytes } from '../../state/room.ts'
import { environmentIn } from './environment-in.ts'

/** Members that a storm has room for. Every batch reads the storm, and an item of DynamoDB has its limit. */
const mostMembers = 1_000

/** Tokens in `sample`. */
const sampled = 5

export type StormOpening = {
  /** Absent in the storm of a provider. */
  readonly cause: StormCause | null
  readonly openedAt: number
  readonly revision: number
  /** Number of the tokens that may be members. */
  readonly watched: number
  /** Members that were notified by themselves shortly before. */
  readonly pagedAlone: ReadonlySet<CheckKey>
  readonly deployment: Pick<Deployment, 'checks'>
}

/**
 * Returns a new storm with these members. Its first message counts them. If some were notified by themselves, the others are named to the
 * same people in a later message.
 */
export function openedStorm(
  id: string,
  checks: readonly CheckKey[],
  { cause, openedAt, revision, watched, pagedAlone, deployment }: StormOpening,
): Storm {
  const isUnannounced = pagedAlone.size > 0
  const empty: Storm = {
    kind: 'storm',
    id,
    ...(cause === null ? {} : { cause }),
    ...(isUnannounced ? { isUnannounced, notifiedAt: openedAt } : {}),
    revision: revision - 1,
    openedAt,
    bad: 0,
    of: watched,
    sample: [],
    members: [],
    unnamed: [],
    more: 0,
    environments: [],
    routes: [],
    cleared: null,
    reminders: 0,
    pending: isUnannounced || cause?.by === 'quiet' ? [] : ['open'],
  }
  const opened = withMembers(empty, checks, deployment)
  return { ...opened, unnamed: (opened.unnamed ?? []).filter((check) => !pagedAlone.has(check)) }
}

/** Lists the members of a storm; one of an earlier version knows some of them. */
export const membersOf = ({ members, sample }: Storm): readonly CheckKey[] => members ?? sample

/** Returns a storm with further members, or the same object if it has them all. */
export function withMembers(storm: Storm, checks: readonly CheckKey[], deployment: Pick<Deployment, 'checks'>): Storm {
  const known = membersOf(storm)
  const fresh = checks.filter((check) => !known.includes(check))
  if (fresh.length === 0) return storm
  const added = firstThatFit(fresh.slice(0, Math.max(0, mostMembers - known.length)), listRoomBytes - bytesOf(known))
  const more = (storm.more ?? Math.max(0, storm.bad - known.length)) + fresh.length - added.length
  const members = [...known, ...added]
  return {
    ...storm,
    revision: storm.revision + 1,
    bad: members.length + more,
    sample: members.toSorted().slice(0, sampled),
    members,
    unnamed: [...(storm.unnamed ?? []), ...added],
    more,
    environments: [...new Set([...storm.environments, ...fresh.map(environmentIn)])],
    routes: [...new Set([...(storm.routes ?? storm.environments), ...fresh.map((key) => routeIn(deployment, key))])],
  }
}

/** Returns a storm with the known ends of some members, which its next message names again. */
export function withEnds(storm: Storm, ends: Readonly<Record<CheckKey, number>>): Storm {
  const near = membersOf(storm).filter((check) => ends[check] !== undefined)
  if (near.length === 0) return storm
  return {
    ...storm,
    revision: storm.revision + 1,
    unnamed: [...new Set([...(storm.unnamed ?? []), ...near])],
    ends: Object.fromEntries(membersOf(storm).flatMap((check) => endOfMember(check, { ...storm.ends, ...ends }))),
  }
}

const endOfMember = (check: CheckKey, ends: Readonly<Record<CheckKey, number>>) =>
  ends[check] === undefined ? [] : [[check, ends[check]] as const]

/** Returns a storm without the members that are good again, or the same object if none is. */
export function withoutMembers(storm: Storm, good: ReadonlySet<CheckKey>): Storm {
  const known = membersOf(storm)
  const members = known.filter((check) => !good.has(check))
  if (members.length === known.length) return storm
  const more = storm.more ?? Math.max(0, storm.bad - known.length)
  return {
    ...storm,
    revision: storm.revision + 1,
    bad: members.length + more,
    sample: members.toSorted().slice(0, sampled),
    members,
    unnamed: (storm.unnamed ?? []).filter((check) => !good.has(check)),
    more,
  }
}

/** Returns the pending messages of a storm that has ended. A reminder would say that it goes on. */
export const endOf = (pending: Storm['pending']): Storm['pending'] => [
  ...pending.filter((kind) => kind !== 'remind'),
  'resolve',
]

/** Returns true if no member is left, listed or not. */
export function isOver(storm: Storm): boolean {
  return storm.members?.length === 0 && storm.more === 0
}
