import type { CheckKey } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import { type AlertContext, normalContext } from '../../state/alert-context.ts'
import type { StormCause } from '../../state/conditions.ts'
import { firstNewPage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { transition } from '../transition.ts'
import type { JudgedProbing, ProviderWatchDependencies } from './judged-probing.ts'
import { troublesOf } from './open-troubles.ts'
import { fewTokens, joinStorm } from './storm.ts'
import { stormIdOf } from './storm-cause.ts'
import { coverageOf } from './storm-coverage.ts'
import { isProviderAnswer } from './urgency.ts'

/** The tokens of a provider that a batch has judged so far. `judged` goes on growing. */
export type ProviderDeaths = {
  readonly provider: string
  readonly judged: readonly JudgedProbing[]
  /** Returns how many tokens of the provider were judged since the last call for a storm. */
  takeJudged(storm: string): number
  readonly unreliable: boolean
  readonly active: ActiveConditions
  /** Pauses between two looks at the shared count. */
  readonly pausesMs: readonly number[]
}

/** The tokens that a storm covers, and all that were judged when it was counted. */
type Joined = { readonly inStorm: ReadonlySet<CheckKey>; readonly seen: ReadonlySet<CheckKey> }

/**
 * Joins the dying tokens of a provider to its storm, those in the shadow to a storm that is only recorded. Of the others, those that page
 * nobody hold the rotations of the provider if they are many. Returns the tokens that a storm notifies of.
 */
export async function joinDeaths(deaths: ProviderDeaths, dependencies: ProviderWatchDependencies): Promise<Joined> {
  const { provider } = deaths
  const isPaged = (one: JudgedProbing) => isPage(one, deaths, dependencies, false)
  const isHidden = (one: JudgedProbing) => isPage(one, deaths, dependencies, true)
  // Side by side, so that no page waits for both.
  const [paged, hidden] = await Promise.all([
    join(null, isPaged, deaths, dependencies),
    join({ by: 'shadow', name: provider }, isHidden, deaths, dependencies),
  ])
  const inStorm = new Set([...paged.inStorm, ...hidden.inStorm])
  const isLeft = (one: JudgedProbing) => !inStorm.has(keyOf(one)) && isNewDeath(one, deaths, dependencies)
  await join({ by: 'quiet', name: provider }, isLeft, deaths, dependencies)
  const isSeen = ({ check }: JudgedProbing) => (check.paging === 'shadow' ? hidden : paged).seen.has(check.key)
  return { inStorm, seen: new Set(deaths.judged.filter(isSeen).map(keyOf)) }
}

/** Joins dying tokens to one storm of their provider. One that notifies nobody is in no hurry, and waits for no other batch. */
async function join(
  cause: StormCause | null,
  isDying: (one: JudgedProbing) => boolean,
  deaths: ProviderDeaths,
  dependencies: ProviderWatchDependencies,
): Promise<Joined> {
  const { provider, judged, active, takeJudged, pausesMs } = deaths
  const own = dependencies.deployment.checks.filter((check) => check.provider === provider)
  const isQuiet = cause?.by === 'quiet'
  const id = cause === null ? provider : stormIdOf(cause)
  let seen: ReadonlySet<CheckKey> = new Set()
  const dying = {
    id,
    cause,
    watched: own.length,
    dead: () => {
      seen = new Set(judged.map(keyOf))
      return judged.filter(isDying).map(keyOf)
    },
    takeJudged: () => takeJudged(id),
    isComplete: () => own.every(({ key }) => seen.has(key)),
    neverWorked: new Set(
      isQuiet ? judged.filter((one) => after(one, deaths, dependencies).neverWorked).map(keyOf) : [],
    ),
    active,
    pausesMs: isQuiet || own.length <= fewTokens ? [] : pausesMs,
  }
  return { inStorm: new Set(await joinStorm(dying, dependencies)), seen }
}

const keyOf = ({ check }: JudgedProbing): CheckKey => check.key

/** Returns the state that a verdict would lead to, were it the only one. */
function after(
  { check, probed, previous }: JudgedProbing,
  { unreliable, active }: ProviderDeaths,
  { judgedOf, now }: ProviderWatchDependencies,
): CheckState {
  const alertContext: AlertContext = {
    ...normalContext,
    suppressed: active.suppressionOf(check, now()) !== null,
    unreliable: unreliable && isDeath(probed.verdict.reason),
    ...coverageOf(check, previous, active, now()),
  }
  return transition(previous, judgedOf(check, probed, alertContext))
}

const isRefused = ({ probed: { verdict } }: JudgedProbing): boolean =>
  verdict.standing === 'invalid' && isProviderAnswer(verdict)

/** Returns true if this verdict would page by itself, to people or in the shadow. */
function isPage(
  one: JudgedProbing,
  deaths: ProviderDeaths,
  dependencies: ProviderWatchDependencies,
  shadow: boolean,
): boolean {
  if (!isRefused(one)) return false
  const next = after(one, deaths, dependencies)
  return (next.shadow === true) === shadow && firstNewPage(one.previous?.pending ?? [], next.pending) !== null
}

/** Returns true if this verdict begins a death, whatever its alert level. */
function isNewDeath(one: JudgedProbing, deaths: ProviderDeaths, dependencies: ProviderWatchDependencies): boolean {
  if (!isRefused(one)) return false
  const { invalid } = troublesOf(after(one, deaths, dependencies))
  const wasDead = one.previous !== null && troublesOf(one.previous).invalid !== undefined
  return !wasDead && invalid !== undefined && invalid.suppressedBy === null
}
