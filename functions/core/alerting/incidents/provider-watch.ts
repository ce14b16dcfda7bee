import type { Check, CheckKey } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import type { Probed } from '../../probe/probe.ts'
import type { ActiveConditions } from '../../state/active-conditions.ts'
import { type AlertContext, normalContext } from '../../state/alert-context.ts'
import { isAboutThisCheck } from '../../state/earlier-answers.ts'
import type { CheckState } from '../../state/state.ts'
import type { JudgedProbing, Probing, ProviderWatchDependencies } from './judged-probing.ts'
import { areNeighboursInTrouble } from './neighbours.ts'
import { judgeProvider, type ProviderJudgement, withoutExperiment } from './provider-judgement.ts'
import { ofSecret, reachesEnd } from './shared-storms.ts'
import { coverageOf } from './storm-coverage.ts'
import { refusedGoodToken } from './unreliable-provider.ts'
import { isProviderAnswer } from './urgency.ts'

/** Judges the providers of a batch while their checks are probed. */
export type ProviderWatch = {
  /**
   * Resolves with the context of a verdict. For an `invalid` one it first waits a moment for the provider's other probes, of the batch
   * and of the batches beside it.
   */
  alertContextOf(check: Check, probed: Probed, previous: CheckState | null): Promise<AlertContext>
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
      if (refusedGoodToken(check, probed, withoutExperiment(previous, active))) await judgementOf(check)
      const neighboursInTrouble =
        isAboutThisCheck(probed.verdict.reason) &&
        (await areNeighboursInTrouble(check, providers.get(check.provider) ?? []))
      const around = { ...normalContext, suppressed, neighboursInTrouble }
      if (!mayJoin({ check, probed, previous }, active, dependencies))
        return { ...around, ...coverageOf(check, previous, active, nowMs) }
      // Only a death is in a hurry. An end, or a secret that is gone, waits for the whole batch.
      if (probed.verdict.standing !== 'invalid')
        await Promise.all((providers.get(check.provider) ?? []).map((one) => one.probed))
      const judgement = await judgementOf(check)
      const covered = coverageOf(check, previous, judgement.active, nowMs)
      return {
        ...around,
        unreliable: judgement.unreliable && isDeath(probed.verdict.reason) && isProviderAnswer(probed.verdict),
        inStorm: covered.inStorm || judgement.inStorm.has(check.key),
        endInStorm: covered.endInStorm || judgement.ends.has(check.key),
        isShared: judgement.shared.has(check.key),
      }
    },
  }
}

/** Returns true for a verdict that a storm may cover: what others show decides about its messages. */
function mayJoin(one: JudgedProbing, active: ActiveConditions, dependencies: ProviderWatchDependencies): boolean {
  const { standing, reason } = one.probed.verdict
  return standing === 'invalid' || ofSecret.has(reason) || reachesEnd(one, { active }, dependencies)
}

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
  const reported = new Map<string, number>()
  const takeJudged = (storm: string) => {
    const fresh = judged.length - (reported.get(storm) ?? 0)
    reported.set(storm, judged.length)
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

/** Returns true for a token that an experiment breaks on purpose: it says nothing about its provider. */
const isOnPurpose = (
  { key }: Check,
  active: ActiveConditions,
  { now }: Pick<ProviderWatchDependencies, 'now'>,
): boolean => active.experimentOn(key, now()) !== null
