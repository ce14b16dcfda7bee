import type { Check } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import type { Probed } from '../../probe/probe.ts'
import { type ActiveConditions, activeConditionsOf } from '../../state/active-conditions.ts'
import { type AlertContext, normalContext } from '../../state/alert-context.ts'
import type { Storm } from '../../state/conditions.ts'
import { firstNewPage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type JudgedCheck, transition } from '../transition.ts'
import { isPartOfStorm, joinStorm, type StormDependencies } from './storm.ts'
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
  /** Resolves with the context of a verdict. For an `invalid` one it first waits for the provider's other probes of the batch. */
  alertContextOf(check: Check, probed: Probed, previous: CheckState | null): Promise<AlertContext>
}

/** The reliability of a provider, from its answers in this batch and in the batches beside it. */
type ProviderJudgement = { readonly unreliable: boolean; readonly inStorm: boolean; readonly storm: Storm | null }

export type ProviderWatchDependencies = StormDependencies & {
  /** Returns the judgement as it would be concluded, to see which messages it would send. */
  judgedOf(check: Check, probed: Probed, alertContext: AlertContext): JudgedCheck
}

export function watchProviders(
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): ProviderWatch {
  const judgements = new Map<string, Promise<ProviderJudgement>>()
  const judgementOf = (provider: string): Promise<ProviderJudgement> => {
    const judgement = judgements.get(provider) ?? judgeProvider(provider, batch, active, dependencies)
    judgements.set(provider, judgement)
    return judgement
  }
  return {
    async alertContextOf(check, probed, previous) {
      const nowMs = dependencies.now()
      const suppressed = active.suppressionOf(check, nowMs) !== null
      if (active.experimentOn(check.key, nowMs) !== null) return { ...normalContext, suppressed, onPurpose: true }
      const incident = previous?.incident ?? null
      if (refusedGoodToken(check, probed, withoutExperiment(previous, active))) await judgementOf(check.provider)
      if (probed.verdict.standing !== 'invalid' || !isProviderAnswer(probed.verdict))
        return {
          ...normalContext,
          suppressed,
          inStorm: incident?.suppressedBy === 'storm' && isPartOfStorm(active.stormOf(check.provider), incident, nowMs),
        }
      const { unreliable, inStorm, storm } = await judgementOf(check.provider)
      return {
        ...normalContext,
        suppressed,
        unreliable: unreliable && isDeath(probed.verdict.reason),
        inStorm: inStorm || isPartOfStorm(storm, incident, nowMs),
      }
    },
  }
}

/** Waits for the provider's probes of this batch, then reads from the table what the batches beside it found. */
async function judgeProvider(
  provider: string,
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): Promise<ProviderJudgement> {
  const own = batch.filter(({ check }) => check.provider === provider && !isOnPurpose(check, active, dependencies))
  const answers = await Promise.all(own.map(async (one) => ({ ...one, probed: await one.probed })))
  const judged = answers.flatMap(({ probed, ...one }) => (probed === null ? [] : [{ ...one, probed }]))
  const refusedGood = judged.some(({ check, probed, previous }) =>
    refusedGoodToken(check, probed, withoutExperiment(previous, active)),
  )
  try {
    const { conditions, deployment, now } = dependencies
    const fresh = activeConditionsOf(await conditions.all(), deployment, active.experiment)
    if (refusedGood) await markUnreliable(provider, fresh, now(), conditions)
    const unreliable = refusedGood || isUnreliable(fresh.unreliableOf(provider), now())
    const dead = judged.filter((one) => isNotified(one, { unreliable, active: fresh }, dependencies))
    const keys = dead.map(({ check }) => check.key)
    const inStorm = keys.length > 0 && (await joinStorm(provider, keys, fresh, dependencies))
    return { unreliable, inStorm, storm: fresh.stormOf(provider) }
  } catch {
    // Without the table, only what this batch saw is known.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_assessed', check: null })
    const unreliable = refusedGood || isUnreliable(active.unreliableOf(provider), dependencies.now())
    return { unreliable, inStorm: false, storm: active.stormOf(provider) }
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
    inStorm: isPartOfStorm(active.stormOf(check.provider), previous?.incident ?? null, now()),
  }
  const next = transition(previous, judgedOf(check, probed, alertContext))
  return firstNewPage(previous?.pending ?? [], next.pending) !== null
}
