import { faults } from '../faults/catalogue.ts'
import { faultSpan, type RunObservation, within } from './observation.ts'

/** All words that name a cause of any fault. */
const vocabulary: ReadonlySet<string> = new Set(faults.flatMap(({ causes }) => causes))

/**
 * Returns 1 if the service's own log names the true cause most often, and 0 if it names another one or none. Returns `null` if no call
 * failed, because there was no cause to name, or if no log is seen.
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

/** Returns the words that name the true cause. */
export function causesOf({ fault, causeWords }: RunObservation): readonly string[] {
  return causeWords?.right ?? fault.definition.causes
}

/** Counts log lines, written while the fault was on, that contain one of these words. `token_expired` is not part of `token_expired_soon`. */
export function linesNaming(observation: RunObservation, words: readonly string[]): number {
  const lines = within(observation.log ?? [], faultSpan(observation)).map(({ text }) => text.toLowerCase())
  return lines.filter((line) => words.some((word) => contains(line, word.toLowerCase()))).length
}

function contains(line: string, word: string): boolean {
  const isWordCharacter = (character: string | undefined) => character !== undefined && /\w/.test(character)
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1))
    if (!isWordCharacter(line[at - 1]) && !isWordCharacter(line[at + word.length])) return true
  return false
}
