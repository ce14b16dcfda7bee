import type { CheckKey } from '../../model/check.ts'
import { type ActiveConditions, activeConditionsOf } from '../../state/active-conditions.ts'
import type { CheckState } from '../../state/state.ts'
import type { ProviderWatchDependencies } from './judged-probing.ts'
import { joinDeaths, type ProviderDeaths } from './provider-deaths.ts'
import { joinEnds, joinShared } from './shared-storms.ts'
import { fewTokens } from './storm.ts'
import { isUnreliable, markUnreliable, refusedGoodToken } from './unreliable-provider.ts'

/** The reliability of a provider, from its answers so far in this batch and in the batches beside it. */
export type ProviderJudgement = {
  /** Checks whose answers it rests on. */
  readonly seen: ReadonlySet<CheckKey>
  readonly unreliable: boolean
  /** Checks that are about to page and that a storm of the provider covers, a page about what they share, or one about their ends. */
  readonly inStorm: ReadonlySet<CheckKey>
  readonly shared: ReadonlySet<CheckKey>
  readonly ends: ReadonlySet<CheckKey>
  readonly active: ActiveConditions
}

/** A provider with the probes of a batch that are done. `judged` goes on growing. */
type JudgedProvider = Pick<ProviderDeaths, 'provider' | 'judged' | 'takeJudged'>

/** Judges a provider by the probes that are done, then reads from the table what the batches beside it found. `judged` goes on growing. */
export async function judgeProvider(
  { provider, judged, takeJudged }: JudgedProvider,
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): Promise<ProviderJudgement> {
  const refusedGood = judged.some(({ check, probed, previous }) =>
    refusedGoodToken(check, probed, withoutExperiment(previous, active)),
  )
  try {
    const { conditions, deployment, now } = dependencies
    const fresh = activeConditionsOf(await conditions.all(), deployment, active.experiment)
    if (refusedGood) await markUnreliable(provider, fresh, now(), conditions)
    const unreliable = refusedGood || isUnreliable(fresh.unreliableOf(provider), now())
    return await joinStorms({ provider, judged, takeJudged }, { unreliable, active: fresh }, dependencies)
  } catch {
    // Without the table, only what this batch saw is known.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_assessed', check: null })
    const unreliable = refusedGood || isUnreliable(active.unreliableOf(provider), dependencies.now())
    const seen = new Set(judged.map(({ check }) => check.key))
    return { seen, unreliable, inStorm: new Set(), shared: new Set(), ends: new Set(), active }
  }
}

/** Pauses between two looks at the shared count. With the wait for the batch they take two seconds at most. */
const pausesMs = [450, 550, 700] as const

/** A page about what tokens share waits no longer where the count of the provider took this long already. */
const longWaitMs = 1_000

/** Joins the dying tokens to a storm of their provider, else to a page about what they share, and known ends to a message about those. */
async function joinStorms(
  { provider, judged, takeJudged }: JudgedProvider,
  { unreliable, active }: Pick<ProviderJudgement, 'unreliable' | 'active'>,
  dependencies: ProviderWatchDependencies,
): Promise<ProviderJudgement> {
  const { deployment, now } = dependencies
  const startedMs = now()
  const deaths = { provider, judged, takeJudged, unreliable, active, pausesMs }
  const { inStorm, seen } = await joinDeaths(deaths, dependencies)
  const watch = { judged, active, unreliable, pausesMs: now() - startedMs < longWaitMs ? pausesMs.slice(0, 1) : [] }
  const shared = await joinShared(watch, inStorm, dependencies)
  const isFew = deployment.checks.filter((check) => check.provider === provider).length <= fewTokens
  const ends = await joinEnds({ ...watch, pausesMs: isFew ? [] : pausesMs }, dependencies)
  return { seen, unreliable, inStorm, shared, ends, active }
}

/** Returns the previous state, or `null` where it was written while an experiment broke the token on purpose. */
export function withoutExperiment(previous: CheckState | null, active: ActiveConditions): CheckState | null {
  return previous !== null && active.experimentOn(previous.check, previous.tick) !== null ? null : previous
}
