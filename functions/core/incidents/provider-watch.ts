import type { Check } from '../check.ts'
import type { Probed } from '../probe.ts'
import { isDeath } from '../reason.ts'
import type { CheckState } from '../state.ts'
import { type Judged, transition } from '../transition.ts'
import { type Circumstances, calm } from './circumstances.ts'
import { doubt, hasLied, isDoubted } from './doubt.ts'
import { type FloodDependencies, isDrowned, joinFlood } from './flood.ts'
import { newlyPaged } from './incident.ts'
import { type Situation, situationOf } from './situation.ts'
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

/** What a provider's answers in this batch, and in those beside it, say about its word. */
type Word = { readonly unreliable: boolean; readonly flooded: boolean }

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
      const drowned = isDrowned(situation.breakerOf(check.provider), previous?.incident ?? null, nowMs)
      if (hasLied(check, probed, previous)) await wordOf(check.provider)
      if (probed.verdict.standing !== 'invalid' || !isWord(probed.verdict))
        return { ...calm, silenced, flooded: drowned && previous?.incident?.quiet === 'flood' }
      const { unreliable, flooded } = await wordOf(check.provider)
      return {
        ...calm,
        silenced,
        unreliable: unreliable && isDeath(probed.verdict.reason),
        flooded: flooded || drowned,
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
  const lied = judged.some(({ check, probed, previous }) => hasLied(check, probed, previous))
  try {
    const { conditions, deployment, now } = dependencies
    const fresh = situationOf(await conditions.all(), deployment, situation.experiment)
    if (lied) await doubt(provider, fresh, now(), conditions)
    const unreliable = lied || isDoubted(fresh.unreliableOf(provider), now())
    const dead = judged.filter((one) => isTold(one, { unreliable, situation: fresh }, dependencies))
    const keys = dead.map(({ check }) => check.key)
    return { unreliable, flooded: keys.length > 0 && (await joinFlood(provider, keys, fresh, dependencies)) }
  } catch {
    // Without the table nobody knows what the others found: what this batch saw has to do.
    dependencies.log({ event: 'fault', where: 'conditions', code: 'not_weighed', check: null })
    return { unreliable: lied || isDoubted(situation.unreliableOf(provider), dependencies.now()), flooded: false }
  }
}

/** What somebody breaks on purpose says nothing about its provider. */
const isOnPurpose = ({ key }: Check, situation: Situation, { now }: Pick<WatchDependencies, 'now'>): boolean =>
  situation.experimentOn(key, now()) !== null

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
