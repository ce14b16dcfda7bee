import type { Check, CheckKey } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import type { Probed } from '../../probe/probe.ts'
import { type ActiveConditions, activeConditionsOf } from '../../state/active-conditions.ts'
import { type AlertContext, normalContext } from '../../state/alert-context.ts'
import type { Storm } from '../../state/conditions.ts'
import { isAboutThisCheck } from '../../state/earlier-answers.ts'
import { firstNewPage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type JudgedCheck, transition } from '../transition.ts'
import { areNeighboursInTrouble } from './neighbours.ts'
import { deathOf } from './open-troubles.ts'
import { type Dying, isPartOfStorm, joinStorm, type StormDependencies } from './storm.ts'
import { isUnreliable, markUnreliable, refusedGoodToken } from './unreliable-provider.ts'
import { isProviderAnswer } from './urgency.ts'

/** A check of a batch and its running probe, which resolves with `null` where the check was not run. */
export type Probing = {
  readonly check: Check
  readonly previous: CheckState | null
  readonly probed: Promise<Probed | null>
}

/** Judges the providers of a batch while their checks are probed. */
export type ProviderWatch = {
  /**
   * Resolves with the context of a verdict. For an `invalid` one it first waits a moment for the provider's other probes, of the batch
   * and of the batches beside it.
   */
  alertContextOf(check: Check, probed: Probed, previous: CheckState | null): Promise<AlertContext>
}

/** The reliability of a provider, from its answers so far in this batch and in the batches beside it. */
type ProviderJudgement = {
  /** Checks whose answers it rests on. */
  readonly seen: ReadonlySet<CheckKey>
  readonly unreliable: boolean
  /** Checks that are about to page and that a storm covers. */
  readonly inStorm: ReadonlySet<CheckKey>
  readonly storm: Storm | null
}

export type ProviderWatchDependencies = StormDependencies & {
  /** Returns the judgement as it would be concluded, to see which messages it would send. */
  judgedOf(check: Check, probed: Probed, alertContext: AlertContext): JudgedCheck
}

/** Milliseconds that a verdict waits for the provider's other probes of its batch. The shared count may take two seconds with it. */
const batchWaitMs = 300

export function watchProviders(
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): ProviderWatch {
  // Watched from the beginning, so that a verdict finds all that was known before it.
  const providers = Map.groupBy(batch, ({ check }) => check.provider)
  const judges = new Map(
    [...providers].map(([provider, own]) => [provider, watchProvider(provider, own, active, dependencies)] as const),
  )
  const judgementOf = ({ provider, key }: Check): Promise<ProviderJudgement> => {
    const judge = judges.get(provider)
    if (judge === undefined) throw new Error(`no check of the batch has the provider ${provider}`)
    return judge(key)
  }
  return {
    async alertContextOf(check, probed, previous) {
      const nowMs = dependencies.now()
      const suppressed = active.suppressionOf(check, nowMs) !== null
      if (active.experimentOn(check.key, nowMs) !== null) return { ...normalContext, suppressed, onPurpose: true }
      const dead = deathOf(previous)
      if (refusedGoodToken(check, probed, withoutExperiment(previous, active))) await judgementOf(check)
      const neighboursInTrouble =
        isAboutThisCheck(probed.verdict.reason) &&
        (await areNeighboursInTrouble(check, providers.get(check.provider) ?? []))
      if (probed.verdict.standing !== 'invalid' || !isProviderAnswer(probed.verdict))
        return {
          ...normalContext,
          suppressed,
          neighboursInTrouble,
          inStorm: isPartOfStorm(active.stormOf(check.provider), check.key, dead, nowMs),
        }
      const { unreliable, inStorm, storm } = await judgementOf(check)
      return {
        ...normalContext,
        suppressed,
        unreliable: unreliable && isDeath(probed.verdict.reason),
        inStorm: inStorm.has(check.key) || isPartOfStorm(storm, check.key, dead, nowMs),
      }
    },
  }
}

type JudgedProbing = Omit<Probing, 'probed'> & { readonly probed: Probed }

/** Returns the judge of one provider. Verdicts that come while it waits share its judgement; later ones make it judge again. */
function watchProvider(
  provider: string,
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): (check: CheckKey) => Promise<ProviderJudgement> {
  const own = batch.filter(({ check }) => !isOnPurpose(check, active, dependencies))
  const judged: JudgedProbing[] = []
  let running = own.length
  const all = Promise.all(
    own.map(async ({ probed, ...one }) => {
      const found = await probed
      running -= 1
      if (found !== null) judged.push({ ...one, probed: found })
    }),
  )
  let reported = 0
  const takeJudged = () => {
    const fresh = judged.length - reported
    reported = judged.length
    return fresh
  }
  let round: Promise<ProviderJudgement> | null = null
  const judge = async (): Promise<ProviderJudgement> => {
    if (running > 0) await Promise.race([all, dependencies.sleep(batchWaitMs)])
    return judgeProvider({ provider, judged, takeJudged }, active, dependencies)
  }
  return async (check) => {
    for (let rounds = 0; ; rounds += 1) {
      round ??= judge().finally(() => {
        round = null
      })
      const judgement = await round
      if (judgement.seen.has(check) || rounds > 0) return judgement
    }
  }
}

/** A provider with the probes of a batch that are done. `judged` goes on growing. */
type JudgedProvider = Pick<Dying, 'provider' | 'takeJudged'> & { readonly judged: readonly JudgedProbing[] }

/** Judges a provider by the probes that are done, then reads from the table what the batches beside it found. `judged` goes on growing. */
async function judgeProvider(
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
    let seen: ReadonlySet<CheckKey> = new Set()
    const dead = () => {
      seen = new Set(judged.map(({ check }) => check.key))
      const dying = judged.filter((one) => isNotified(one, { unreliable, active: fresh }, dependencies))
      return dying.map(({ check }) => check.key)
    }
    const isComplete = () => deployment.checks.every((check) => check.provider !== provider || seen.has(check.key))
    const covered = await joinStorm({ provider, dead, takeJudged, isComplete, active: fresh }, dependencies)
    return { seen, unreliable, inStorm: new Set(covered), storm: fresh.stormOf(provider) }
  } catch {
    // Without the table, only what this batch saw is known.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_assessed', check: null })
    const unreliable = refusedGood || isUnreliable(active.unreliableOf(provider), dependencies.now())
    const seen = new Set(judged.map(({ check }) => check.key))
    return { seen, unreliable, inStorm: new Set(), storm: active.stormOf(provider) }
  }
}

/** Returns true for a token that an experiment breaks on purpose: it says nothing about its provider. */
const isOnPurpose = (
  { key }: Check,
  active: ActiveConditions,
  { now }: Pick<ProviderWatchDependencies, 'now'>,
): boolean => active.experimentOn(key, now()) !== null

/** Returns the previous state, or `null` where it was written while an experiment broke the token on purpose. */
function withoutExperiment(previous: CheckState | null, active: ActiveConditions): CheckState | null {
  return previous !== null && active.experimentOn(previous.check, previous.tick) !== null ? null : previous
}

/** Returns true if this verdict would page by itself, were it the only one. */
function isNotified(
  { check, probed, previous }: { check: Check; probed: Probed; previous: CheckState | null },
  { unreliable, active }: { unreliable: boolean; active: ActiveConditions },
  { judgedOf, now }: ProviderWatchDependencies,
): boolean {
  const { verdict } = probed
  if (verdict.standing !== 'invalid' || !isProviderAnswer(verdict)) return false
  const alertContext: AlertContext = {
    ...normalContext,
    suppressed: active.suppressionOf(check, now()) !== null,
    unreliable: unreliable && isDeath(verdict.reason),
    inStorm: isPartOfStorm(active.stormOf(check.provider), check.key, deathOf(previous), now()),
  }
  const next = transition(previous, judgedOf(check, probed, alertContext))
  return firstNewPage(previous?.pending ?? [], next.pending) !== null
}
