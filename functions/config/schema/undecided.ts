import { z } from 'zod'
import { condition } from './expression.ts'
import { expected } from './text.ts'

/** The parts of an answer that a person has to write, as `check --explain` leaves them. A config that still holds one is refused. */
export const answerPlaceholder = { words: '<words of the answer>', means: '<meaning>' } as const

const wordsWanted = 'still the placeholder of --explain: write the words that the API documents'
const meansWanted =
  "still the placeholder of --explain: write what the API documents these words for, such as 'ping_forbidden', 'under_scoped' or 'rejected'"

/** A condition whose words a person has written. */
export const decidedCondition = condition.refine((text) => !text.includes(answerPlaceholder.words), {
  error: wordsWanted,
})

/** One of some meanings, which a person has chosen. */
export function decidedMeaning<const Meaning extends string>(meanings: readonly Meaning[]) {
  const otherwise = expected(`one of ${meanings.join(', ')}`)
  return z.enum(meanings, {
    error: (issue) => (issue.input === answerPlaceholder.means ? meansWanted : otherwise(issue)),
  })
}
