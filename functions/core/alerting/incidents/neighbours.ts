import type { Check } from '../../model/check.ts'
import { isUnproved } from '../../model/verdict.ts'
import type { Probed } from '../../probe/probe.ts'
import { isAboutThisCheck } from '../../state/earlier-answers.ts'

/** Another check of the same provider in the batch, and its running probe. */
type Neighbour = { readonly check: Pick<Check, 'key'>; readonly probed: Promise<Probed | null> }

/** Returns true if at least half of the provider's other checks in this batch cannot be proved either. */
export async function areNeighboursInTrouble({ key }: Check, ofProvider: readonly Neighbour[]): Promise<boolean> {
  const others = ofProvider.filter(({ check }) => check.key !== key)
  const verdicts = (await Promise.all(others.map(({ probed }) => probed))).flatMap((one) => one?.verdict ?? [])
  const troubled = verdicts.filter(
    (verdict) => isAboutThisCheck(verdict.reason) || (verdict.standing === 'unknown' && !isUnproved(verdict)),
  )
  return troubled.length > 0 && 2 * troubled.length >= verdicts.length
}
