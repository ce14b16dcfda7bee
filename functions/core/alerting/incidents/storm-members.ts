import type { CheckKey } from '../../model/check.ts'
import { type Deployment, routeIn } from '../../model/deployment.ts'
import type { Storm } from '../../state/conditions.ts'
import { environmentIn } from './environment-in.ts'

/** Members that a storm has room for. Every batch reads the storm, and an item of DynamoDB has its limit. */
const mostMembers = 1_000

/** Tokens in `sample`. */
const sampled = 5

export type StormOpening = {
  readonly deployment: Pick<Deployment, 'checks'>
  readonly openedAt: number
  readonly revision: number
}

/** Returns a new storm with these members. Its first message counts them. */
export function openedStorm(
  provider: string,
  checks: readonly CheckKey[],
  { deployment, openedAt, revision }: StormOpening,
): Storm {
  const empty: Storm = {
    kind: 'storm',
    id: provider,
    revision: revision - 1,
    openedAt,
    bad: 0,
    of: deployment.checks.filter((check) => check.provider === provider).length,
    sample: [],
    members: [],
    unnamed: [],
    more: 0,
    environments: [],
    routes: [],
    cleared: null,
    reminders: 0,
    pending: ['open'],
  }
  return withMembers(empty, checks, deployment)
}

/** Lists the members of a storm; one of an earlier version knows some of them. */
export const membersOf = ({ members, sample }: Storm): readonly CheckKey[] => members ?? sample

/** Returns a storm with further members, or the same object if it has them all. */
export function withMembers(storm: Storm, checks: readonly CheckKey[], deployment: Pick<Deployment, 'checks'>): Storm {
  const known = membersOf(storm)
  const fresh = checks.filter((check) => !known.includes(check))
  if (fresh.length === 0) return storm
  const added = fresh.slice(0, Math.max(0, mostMembers - known.length))
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

/** Returns true if no member is left, listed or not. */
export function isOver(storm: Storm): boolean {
  return storm.members?.length === 0 && storm.more === 0
}
