import type { Check, CheckKey } from '../../model/check.ts'
import { isDeath, type Reason } from '../../model/reason.ts'
import { isUnproved } from '../../model/verdict.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import { type AlertContext, normalContext } from '../../state/alert-context.ts'
import type { StormCause } from '../../state/conditions.ts'
import { isNearerThreshold } from '../../state/expiry-threshold.ts'
import { firstNewPage } from '../../state/incident.ts'
import { transition } from '../transition.ts'
import type { JudgedProbing, ProviderWatchDependencies } from './judged-probing.ts'
import { troublesOf } from './open-troubles.ts'
import { joinStorm } from './storm.ts'
import { endsCauseOf, sharedCausesOf, stormIdOf } from './storm-cause.ts'
import { coverageOf } from './storm-coverage.ts'

/** The probes of a batch that are done, and what is known around them. `judged` goes on growing. */
export type SharedWatch = {
  readonly judged: readonly JudgedProbing[]
  readonly active: ActiveConditions
  readonly unreliable: boolean
  readonly pausesMs: readonly number[]
}

/** Reasons about the secret itself, which all checks of the secret have. */
export const ofSecret: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_malformed'])

/**
 * Makes one page of the tokens of one secret, identity or issuer that are about to page. Returns those that such a page covers. A cause
 * that more of them share comes first, then the narrower one.
 */
export async function joinShared(
  watch: SharedWatch,
  covered: ReadonlySet<CheckKey>,
  dependencies: ProviderWatchDependencies,
): Promise<ReadonlySet<CheckKey>> {
  const { judged, active, pausesMs } = watch
  const shared = new Set<CheckKey>()
  const dying = () =>
    judged
      .filter(({ check: { key } }) => !covered.has(key) && !shared.has(key))
      .filter((one) => isDying(one, watch, dependencies))
  for (const { id, cause } of causesAmong(dying())) {
    const members = () => dying().filter((one) => isOf(id, causesOfDying(one)))
    const watched = dependencies.deployment.checks.filter((check) => isOf(id, sharedCausesOf(check, null)))
    const seen = () => new Set(judged.map(({ check }) => check.key))
    const joined = await joinStorm(
      {
        id,
        cause,
        watched: Math.max(watched.length, members().length),
        dead: () => members().map(({ check }) => check.key),
        takeJudged: () => 0,
        isComplete: () => watched.every(({ key }) => seen().has(key)),
        active,
        pausesMs,
      },
      dependencies,
    )
    for (const key of joined) shared.add(key)
  }
  return shared
}

const isOf = (id: string, causes: readonly StormCause[]): boolean => causes.some((cause) => stormIdOf(cause) === id)

/** Lists what a dying token shares. A secret that is gone says nothing of an identity or an issuer. */
function causesOfDying({ check, previous, probed }: JudgedProbing): readonly StormCause[] {
  const causes = sharedCausesOf(check, previous)
  return ofSecret.has(probed.verdict.reason) ? causes.filter(({ by }) => by === 'secret') : causes
}

function causesAmong(dying: readonly JudgedProbing[]): readonly { readonly id: string; readonly cause: StormCause }[] {
  const all = dying.flatMap(causesOfDying)
  const alike = [...Map.groupBy(all, stormIdOf)]
  return alike
    .toSorted(([, one], [, other]) => other.length - one.length)
    .flatMap(([id, [cause]]) => (cause === undefined ? [] : [{ id, cause }]))
}

/** Returns true if a death, or a secret that is gone, would page by itself, were it the only one. */
function isDying(one: JudgedProbing, watch: SharedWatch, dependencies: ProviderWatchDependencies): boolean {
  const { check, probed, previous } = one
  const { standing, reason } = probed.verdict
  if (standing !== 'invalid' && !ofSecret.has(reason)) return false
  const context = contextOf(one, watch, dependencies)
  const unreliable = watch.unreliable && isDeath(reason)
  const next = transition(previous, dependencies.judgedOf(check, probed, { ...context, unreliable }))
  return next.shadow !== true && firstNewPage(previous?.pending ?? [], next.pending) !== null
}

function contextOf(
  { check, previous }: JudgedProbing,
  { active }: Pick<SharedWatch, 'active'>,
  { now }: ProviderWatchDependencies,
): AlertContext {
  const suppressed = active.suppressionOf(check, now()) !== null
  return { ...normalContext, suppressed, ...coverageOf(check, previous, active, now()) }
}

/**
 * Makes one message of the known ends of a provider or issuer that come near, or pass.
 * Returns the tokens whose ends it covers.
 */
export async function joinEnds(
  { judged, active, pausesMs }: SharedWatch,
  dependencies: ProviderWatchDependencies,
): Promise<ReadonlySet<CheckKey>> {
  const reaching = () => judged.filter((one) => reachesEnd(one, { active }, dependencies))
  const causes = new Map(reaching().map(({ check }) => [stormIdOf(endsCauseOf(check)), endsCauseOf(check)] as const))
  const covered = new Set<CheckKey>()
  for (const [id, cause] of causes) {
    const isOne = (check: Check) => stormIdOf(endsCauseOf(check)) === id
    const members = () => reaching().filter(({ check }) => isOne(check))
    const watched = dependencies.deployment.checks.filter(isOne)
    const seen = () => new Set(judged.map(({ check }) => check.key))
    const joined = await joinStorm(
      {
        id,
        cause,
        watched: watched.length,
        dead: () => members().map(({ check }) => check.key),
        takeJudged: () => 0,
        isComplete: () => watched.every(({ key }) => seen().has(key)),
        ends: () => Object.fromEntries(members().flatMap(endOf)),
        active,
        pausesMs,
      },
      dependencies,
    )
    for (const key of joined) covered.add(key)
  }
  return covered
}

function endOf({ check, probed, previous }: JudgedProbing): readonly (readonly [CheckKey, number])[] {
  const at = (probed.verdict.evidence.expiry ?? previous?.expiry)?.at
  return typeof at === 'number' ? [[check.key, at]] : []
}

/**
 * Returns true if a token whose verdict tells nothing reaches an expiry threshold that would page by itself. So does a member of a storm
 * about known ends whose provider answers again.
 */
export function reachesEnd(
  one: JudgedProbing,
  { active }: Pick<SharedWatch, 'active'>,
  dependencies: ProviderWatchDependencies,
): boolean {
  const { check, probed, previous } = one
  if (previous === null) return false
  const { verdict } = probed
  const end = (verdict.evidence.expiry ?? previous.expiry)?.at
  if (typeof end !== 'number' || end - verdict.at / 1_000 > check.warnSeconds) return false
  const isUndecided = verdict.standing === 'unknown' && !isUnproved(verdict)
  const isMember = troublesOf(previous).valid?.suppressedBy === 'storm'
  if (!isUndecided && !(isMember && verdict.reason === 'expiring')) return false
  const context = { ...contextOf(one, { active }, dependencies), endInStorm: false }
  const next = transition(previous, dependencies.judgedOf(check, probed, context))
  const pages = next.pending
    .filter((message) => !previous.pending.includes(message))
    .filter(({ to, kind, incident }) => to === 'page' && kind !== 'remind' && incident.reason === 'expiring')
  const wasSilenced = troublesOf(previous).valid?.suppressedBy === 'silence'
  return (
    next.shadow !== true &&
    pages.length > 0 &&
    (wasSilenced || isNearerThreshold(next.expiryThreshold, previous.expiryThreshold))
  )
}
