import type { Check } from '../../model/check.ts'
import { isDeath } from '../../model/reason.ts'
import type { Probed } from '../../probe/probe.ts'
import { type Circumstances, calm } from '../../state/circumstances.ts'
import type { Breaker } from '../../state/conditions.ts'
import { newlyPaged } from '../../state/incident.ts'
import { type Situation, situationOf } from '../../state/situation.ts'
import type { CheckState } from '../../state/state.ts'
import { type Judged, transition } from '../transition.ts'
import { doubt, hasLied, isDoubted } from './doubt.ts'
import { type FloodDependencies, isDrowned, joinFlood } from './flood.ts'
import { isWord } from './urgency.ts'

/** A check of a batch on its way to its verdict; null where it was not run. */
export type Probing = {
  readonly check: Check
  readonly previous: CheckState | null
  readonly probed: Promise<Probed | null>
}

/** What one batch learns about its providers while it probes their checks. */
export type ProviderWatch = {
  /** What holds around a verdict. Of one that says `invalid`, only once the provider's other probes of the batch are in. */
  circumstancesOf(check: Check, probed: Probed, previous: CheckState | null): Promise<Circumstances>
}

/** What a provider's answers in this batch, and in those beside it, say about its word; the flood is as it was once all were in. */
type Word = { readonly unreliable: boolean; readonly flooded: boolean; readonly breaker: Breaker | null }

export type WatchDependencies = FloodDependencies & {
  /** The judgement as it would be concluded, for what it would tell. */
  judgedOf(check: Check, probed: Probed, circumstances: Circumstances): Judged
}

export function watchProviders(
  batch: readonly Probing[],
  situation: Situation,
  dependencies: WatchDependencies,
): ProviderWatch {
  const words = new Map<string, Promise<Word>>()
  const wordOf = (provider: string): Promise<Word> => {
    const word = words.get(provider) ?? weigh(provider, batch, situation, dependencies)
    words.set(provider, word)
    return word
  }
  return {
    async circumstancesOf(check, probed, previous) {
      const nowMs = dependencies.now()
      const silenced = situation.hushOf(check, nowMs) !== null
      if (situation.experimentOn(check.key, nowMs) !== null) return { ...calm, silenced, onPurpose: true }
      const incident = previous?.incident ?? null
      if (hasLied(check, probed, believable(previous, situation))) await wordOf(check.provider)
      if (probed.verdict.standing !== 'invalid' || !isWord(probed.verdict))
        return {
          ...calm,
          silenced,
          flooded: incident?.quiet === 'flood' && isDrowned(situation.breakerOf(check.provider), incident, nowMs),
        }
      const { unreliable, flooded, breaker } = await wordOf(check.provider)
      return {
        ...calm,
        silenced,
        unreliable: unreliable && isDeath(probed.verdict.reason),
        flooded: flooded || isDrowned(breaker, incident, nowMs),
      }
    },
  }
}

/** Waits for the provider's probes of this batch, then asks the table what those beside it have found. */
async function weigh(
  provider: string,
  batch: readonly Probing[],
  situation: Situation,
  dependencies: WatchDependencies,
): Promise<Word> {
  const own = batch.filter(({ check }) => check.provider === provider && !isOnPurpose(check, situation, dependencies))
  const answers = await Promise.all(own.map(async (one) => ({ ...one, probed: await one.probed })))
  const judged = answers.flatMap(({ probed, ...one }) => (probed === null ? [] : [{ ...one, probed }]))
  const lied = judged.some(({ check, probed, previous }) => hasLied(check, probed, believable(previous, situation)))
  try {
    const { conditions, deployment, now } = dependencies
    const fresh = situationOf(await conditions.all(), deployment, situation.experiment)
    if (lied) await doubt(provider, fresh, now(), conditions)
    const unreliable = lied || isDoubted(fresh.unreliableOf(provider), now())
    const dead = judged.filter((one) => isTold(one, { unreliable, situation: fresh }, dependencies))
    const keys = dead.map(({ check }) => check.key)
    const flooded = keys.length > 0 && (await joinFlood(provider, keys, fresh, dependencies))
    return { unreliable, flooded, breaker: fresh.breakerOf(provider) }
  } catch {
    // Without the table nobody knows what the others found: what this batch saw has to do.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_weighed', check: null })
    const unreliable = lied || isDoubted(situation.unreliableOf(provider), dependencies.now())
    return { unreliable, flooded: false, breaker: situation.breakerOf(provider) }
  }
}

/** What somebody breaks on purpose says nothing about its provider. */
const isOnPurpose = ({ key }: Check, situation: Situation, { now }: Pick<WatchDependencies, 'now'>): boolean =>
  situation.experimentOn(key, now()) !== null

/** What is known of a check from before, unless it was learned while somebody broke its token on purpose. */
function believable(previous: CheckState | null, situation: Situation): CheckState | null {
  return previous !== null && situation.experimentOn(previous.check, previous.tick) !== null ? null : previous
}

/** Whether people would be told of this verdict, were it the only one. */
function isTold(
  { check, probed, previous }: { check: Check; probed: Probed; previous: CheckState | null },
  { unreliable, situation }: { unreliable: boolean; situation: Situation },
  { judgedOf, now }: WatchDependencies,
): boolean {
  const { verdict } = probed
  if (verdict.standing !== 'invalid' || !isWord(verdict)) return false
  const circumstances: Circumstances = {
    ...calm,
    silenced: situation.hushOf(check, now()) !== null,
    unreliable: unreliable && isDeath(verdict.reason),
    flooded: isDrowned(situation.breakerOf(check.provider), previous?.incident ?? null, now()),
  }
  const next = transition(previous, judgedOf(check, probed, circumstances))
  return newlyPaged(previous?.owed ?? [], next.owed) !== null
}
