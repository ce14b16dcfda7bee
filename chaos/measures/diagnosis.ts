import { faults } from '../faults/catalogue.ts'
import { faultSpan, type RunObservation, within } from './observation.ts'

/** Every word that names a cause in some fault. */
const vocabulary: ReadonlySet<string> = new Set(faults.flatMap(({ causes }) => causes))

/**
 * 1 where the cause that the victim's own log names most often is the true one, 0 where it is another or none is named; null where
 * nothing failed, so that there was nothing to name, and where no log is seen.
 */
export function diagnosisCorrect(observation: RunObservation): number | null {
  const { log, arms, causeWords } = observation
  const failed = within(arms.fault.samples, faultSpan(observation)).some(({ outcome }) => outcome.kind !== 'ok')
  if (log === null || !failed) return null
  const right = causesOf(observation)
  const wrong = [...(causeWords?.wrong ?? []), ...vocabulary].filter((word) => !right.includes(word))
  const most = Math.max(0, ...wrong.map((word) => linesNaming(observation, [word])))
  return Math.max(...right.map((word) => linesNaming(observation, [word]))) > most ? 1 : 0
}

/** Words that name the true cause. */
export function causesOf({ fault, causeWords }: RunObservation): readonly string[] {
  return causeWords?.right ?? fault.definition.causes
}

/** Lines, written while the fault was on, that hold one of these words by itself: `token_expired` is not in `token_expired_soon`. */
export function linesNaming(observation: RunObservation, words: readonly string[]): number {
  const lines = within(observation.log ?? [], faultSpan(observation)).map(({ text }) => text.toLowerCase())
  return lines.filter((line) => words.some((word) => holds(line, word.toLowerCase()))).length
}

function holds(line: string, word: string): boolean {
  const isWordy = (character: string | undefined) => character !== undefined && /\w/.test(character)
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1))
    if (!isWordy(line[at - 1]) && !isWordy(line[at + word.length])) return true
  return false
}
