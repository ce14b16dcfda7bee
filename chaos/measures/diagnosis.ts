import { faults } from '../faults/catalogue.ts'
import { faultSpan, type Observation, within } from './observation.ts'

/** Every word that names a cause in some fault. */
const vocabulary: ReadonlySet<string> = new Set(faults.flatMap(({ causes }) => causes))

/**
 * 1 where the cause that the victim's own log names most often is the true one, 0 where it is another or none is named; null where
 * nothing failed, so that there was nothing to name.
 */
export function diagnosisCorrect(observation: Observation): number | null {
  const span = faultSpan(observation)
  const failed = within(observation.arms.fault.samples, span).some(({ outcome }) => outcome.kind !== 'ok')
  if (!failed) return null
  const named = new Map<string, number>()
  for (const { text } of within(observation.log, span))
    for (const word of text.match(/[a-z]+(?:_[a-z]+)+/g) ?? [])
      if (vocabulary.has(word)) named.set(word, (named.get(word) ?? 0) + 1)
  const [most] = [...named].toSorted(([, a], [, b]) => b - a)
  return most !== undefined && observation.fault.definition.causes.includes(most[0]) ? 1 : 0
}
