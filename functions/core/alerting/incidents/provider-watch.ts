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

/** A check of a batch on its way to its verdict; null where it was not run. */
export type Probing = {
  readonly check: Check
  readonly previous: CheckState | null
  readonly probed: Promise<Probed | null>
}

/** What one batch learns about its providers while it probes their checks. */
export type ProviderWatch = {
  /** What holds around a verdict. Of one that says `invalid`, only once the provider's other probes of the batch are in. */
  alertContextOf(check: Check, probed: Probed, previous: CheckState | null): Promise<AlertContext>
}

/** What a provider's answers in this batch, and in those beside it, say about its word; the flood is as it was once all were in. */
type Word = { readonly unreliable: boolean; readonly inStorm: boolean; readonly storm: Storm | null }

export type ProviderWatchDependencies = StormDependencies & {
  /** The judgement as it would be concluded, for what it would tell. */
  judgedOf(check: Check, probed: Probed, alertContext: AlertContext): JudgedCheck
}

export function watchProviders(
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): ProviderWatch {
  const words = new Map<string, Promise<Word>>()
  const wordOf = (provider: string): Promise<Word> => {
    const word = words.get(provider) ?? weigh(provider, batch, active, dependencies)
    words.set(provider, word)
    return word
  }
  return {
    async alertContextOf(check, probed, previous) {
      const nowMs = dependencies.now()
      const suppressed = active.suppressionOf(check, nowMs) !== null
      if (active.experimentOn(check.key, nowMs) !== null) return { ...normalContext, suppressed, onPurpose: true }
      const incident = previous?.incident ?? null
      if (refusedGoodToken(check, probed, believable(previous, active))) await wordOf(check.provider)
      if (probed.verdict.standing !== 'invalid' || !isProviderAnswer(probed.verdict))
        return {
          ...normalContext,
          suppressed,
          inStorm: incident?.suppressedBy === 'storm' && isPartOfStorm(active.stormOf(check.provider), incident, nowMs),
        }
      const { unreliable, inStorm, storm } = await wordOf(check.provider)
      return {
        ...normalContext,
        suppressed,
        unreliable: unreliable && isDeath(probed.verdict.reason),
        inStorm: inStorm || isPartOfStorm(storm, incident, nowMs),
      }
    },
  }
}

/** Waits for the provider's probes of this batch, then asks the table what those beside it have found. */
async function weigh(
  provider: string,
  batch: readonly Probing[],
  active: ActiveConditions,
  dependencies: ProviderWatchDependencies,
): Promise<Word> {
  const own = batch.filter(({ check }) => check.provider === provider && !isOnPurpose(check, active, dependencies))
  const answers = await Promise.all(own.map(async (one) => ({ ...one, probed: await one.probed })))
  const judged = answers.flatMap(({ probed, ...one }) => (probed === null ? [] : [{ ...one, probed }]))
  const lied = judged.some(({ check, probed, previous }) =>
    refusedGoodToken(check, probed, believable(previous, active)),
  )
  try {
    const { conditions, deployment, now } = dependencies
    const fresh = activeConditionsOf(await conditions.all(), deployment, active.experiment)
    if (lied) await markUnreliable(provider, fresh, now(), conditions)
    const unreliable = lied || isUnreliable(fresh.unreliableOf(provider), now())
    const dead = judged.filter((one) => isNotified(one, { unreliable, active: fresh }, dependencies))
    const keys = dead.map(({ check }) => check.key)
    const inStorm = keys.length > 0 && (await joinStorm(provider, keys, fresh, dependencies))
    return { unreliable, inStorm, storm: fresh.stormOf(provider) }
  } catch {
    // Without the table nobody knows what the others found: what this batch saw has to do.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_assessed', check: null })
    const unreliable = lied || isUnreliable(active.unreliableOf(provider), dependencies.now())
    return { unreliable, inStorm: false, storm: active.stormOf(provider) }
  }
}

/** What somebody breaks on purpose says nothing about its provider. */
const isOnPurpose = (
  { key }: Check,
  active: ActiveConditions,
  { now }: Pick<ProviderWatchDependencies, 'now'>,
): boolean => active.experimentOn(key, now()) !== null

/** What is known of a check from before, unless it was learned while somebody broke its token on purpose. */
function believable(previous: CheckState | null, active: ActiveConditions): CheckState | null {
  return previous !== null && active.experimentOn(previous.check, previous.tick) !== null ? null : previous
}

/** Whether people would be told of this verdict, were it the only one. */
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
