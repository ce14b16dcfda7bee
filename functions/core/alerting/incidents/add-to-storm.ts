import type { Routing } from '../../model/audience.ts'
import type { CheckKey } from '../../model/check.ts'
import type { Deployment } from '../../model/deployment.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import type { ConditionStore, Storm, StormCause } from '../../state/conditions.ts'
import type { CheckState, StateStore } from '../../state/state.ts'
import type { AnnounceDependencies } from './announce.ts'
import { troublesOf } from './open-troubles.ts'
import { withStormAudience } from './storm-audience.ts'
import { isSharedCause } from './storm-cause.ts'
import { membersOf, openedStorm, withEnds, withMembers, withoutMembers } from './storm-members.ts'
import { deliverStorm } from './storm-messages.ts'

/** Milliseconds of one window in which deaths are counted. */
export const stormWindowMs = 900_000

/** Attempts to write a storm that other batches write too. */
const mostTries = 8

export type StormDependencies = AnnounceDependencies & {
  readonly deployment: Pick<Deployment, 'checks'> & Routing
  readonly conditions: ConditionStore
  readonly states: Pick<StateStore, 'read'>
  now(): number
  sleep(milliseconds: number): Promise<void>
}

/** The tokens of one provider, or of one cause, that a batch is about to page, and what is known of them. */
export type Dying = {
  /** The provider, or the id of the cause. */
  readonly id: string
  readonly cause: StormCause | null
  /** Number of all watched tokens of the provider or the cause. */
  readonly watched: number
  /** Lists them as of now: other probes of the batch go on. */
  dead(): readonly CheckKey[]
  /** Returns how many tokens of the provider were judged since the last call. */
  takeJudged(): number
  /** Returns true once every token of the provider or the cause was judged, so that no more can follow. */
  isComplete(): boolean
  /** The dying tokens that never worked since their checks were added. */
  readonly neverWorked?: ReadonlySet<CheckKey>
  /** Returns the known ends of the dying tokens, in epoch seconds, where the storm is about those. */
  ends?(): Readonly<Record<CheckKey, number>>
  readonly active: ActiveConditions
  /** Pauses between two looks at the shared count. */
  readonly pausesMs: readonly number[]
}

/**
 * Opens a storm with these members, or adds them to the open one. What could not be added although others write too is no member: it
 * is notified by itself later.
 */
export async function addToStorm(
  dying: Dying,
  checks: readonly CheckKey[],
  dependencies: StormDependencies,
): Promise<readonly CheckKey[]> {
  const { conditions, deployment, now, sleep } = dependencies
  const { id, cause, watched, ends } = dying
  for (let tries = 0; tries < mostTries; tries += 1) {
    const storms = (await conditions.all()).filter((one) => one.kind === 'storm')
    const found = storms.find((storm) => storm.id === id) ?? null
    const isNew = found === null || found.cleared !== null
    const revision = (found?.revision ?? 0) + 1
    const pagedAlone = isNew ? await pagedAloneAmong(dying, checks, dependencies) : new Set<CheckKey>()
    const joined = isNew
      ? openedStorm(id, checks, { cause, openedAt: now(), revision, watched, pagedAlone, deployment })
      : joinedBy(checks, ofPresentChecks(found, dying, deployment), dependencies)
    const named = ends === undefined ? joined : withEnds(joined, ends())
    if (named === found) return checks
    const next = withStormAudience({ ...named, revision }, deployment, now())
    if (await conditions.put(next, null)) {
      if (next.pending.length > 0) await deliverStorm(next, dependencies)
      return checks
    }
    await sleep(100 * (tries + 1))
  }
  return checks
}

/** Returns an open storm without the members that the config no longer has: a message counts them against the watched tokens. */
function ofPresentChecks(storm: Storm, { watched }: Dying, { checks }: Pick<Deployment, 'checks'>): Storm {
  const present = new Set(checks.map(({ key }) => key))
  const left = withoutMembers(storm, new Set(membersOf(storm).filter((check) => !present.has(check))))
  return left.of === watched ? left : { ...left, of: watched }
}

const joinedBy = (checks: readonly CheckKey[], storm: Storm, { deployment, now }: StormDependencies): Storm =>
  announced(withMembers(storm, checks, deployment), storm, now())

/** Returns the counted tokens without those that are good again meanwhile. Of one that dies right now, the state is older than the count. */
export async function stillDead(
  dying: Dying,
  checks: readonly CheckKey[],
  { states, now }: StormDependencies,
): Promise<readonly CheckKey[]> {
  const own = new Set(dying.dead())
  const others = checks.filter((check) => !own.has(check))
  if (others.length === 0) return checks
  const known = await states.read(others)
  const isGood = (check: CheckKey) => {
    const state = known.get(check)
    // Its last change is the end of the incident that was counted.
    return state?.incident === null && (state.changes.at(-1) ?? 0) > now() - 2 * stormWindowMs
  }
  return checks.filter((check) => own.has(check) || !isGood(check))
}

/** Lists the tokens of a secret, identity or issuer that were notified by themselves: a page about all of them would repeat theirs. */
async function pagedAloneAmong(
  { cause, dead }: Dying,
  checks: readonly CheckKey[],
  { states }: StormDependencies,
): Promise<ReadonlySet<CheckKey>> {
  if (!isSharedCause(cause)) return new Set()
  const dying = new Set(dead())
  const others = checks.filter((check) => !dying.has(check))
  const known = others.length === 0 ? new Map<CheckKey, CheckState>() : await states.read(others)
  return new Set(others.filter((check) => isPaged(known.get(check))))
}

function isPaged(state: CheckState | undefined): boolean {
  const { invalid, misconfigured } = state === undefined ? {} : troublesOf(state)
  return [invalid, misconfigured].some((trouble) => trouble?.severity === 'page' && trouble.suppressedBy === null)
}

/** Adds a message about further members to a storm that is open for a while: they are another wave. */
function announced(next: Storm, before: Storm, nowMs: number): Storm {
  const isWave =
    next !== before &&
    next.cause?.by !== 'quiet' &&
    nowMs - before.openedAt >= stormWindowMs &&
    nowMs - (before.notifiedAt ?? 0) >= stormWindowMs
  return isWave && next.pending.length === 0 ? { ...next, pending: ['remind'] } : next
}
