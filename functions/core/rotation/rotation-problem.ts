import type { Check } from '../model/check.ts'

/** Problem of a rotation that people are notified of. Each has its article in docs/rotation.md. */
export type RotationProblem =
  | 'answer_lost'
  | 'answer_unreadable'
  | 'consent_needed'
  | 'locked_out'
  | 'rolled_forward'
  | 'rolled_back'
  | 'new_version_bad'
  | 'not_promoted'
  | 'no_progress'
  | 'revocation_failed'
  | 'old_one_lives'
  | 'consumers_behind'
  | 'keys_used_up'
  | 'moved_back'
  | 'record_lost'
  | 'approval_wanted'
  | 'rehearsal_wanted'
  | 'rehearsal_open'
  | 'schedule_missed'

/** Sentence of a problem, and the command to run next. */
export type ProblemText = { readonly sentence: string; readonly next: (check: Pick<Check, 'key'>) => string }

const look = ({ key }: Pick<Check, 'key'>) => `npx tokenwatch rotations ${key}`
const again = ({ key }: Pick<Check, 'key'>) => `npx tokenwatch rotate ${key}`

/** Returns true for a problem that pages. The others are notices for working hours. */
export function wakes(problem: RotationProblem): boolean {
  return (
    problem !== 'moved_back' &&
    problem !== 'record_lost' &&
    problem !== 'approval_wanted' &&
    problem !== 'rehearsal_wanted' &&
    problem !== 'consumers_behind' &&
    problem !== 'rolled_back'
  )
}

export const rotationProblems: Readonly<Record<RotationProblem, ProblemText>> = {
  answer_lost: {
    sentence: 'the provider may have issued a new token and its answer was lost; consumers still have the old one',
    next: look,
  },
  answer_unreadable: {
    sentence: 'the provider answered, and no new token can be read in its answer, which is kept in escrow as it came',
    next: look,
  },
  consent_needed: {
    sentence: 'the refresh token is spent: give consent again and store the new pair',
    next: look,
  },
  locked_out: { sentence: 'no version of the secret works any more: issue a new credential by hand', next: look },
  rolled_forward: { sentence: 'the current version was dead; the pending one works and is current now', next: look },
  rolled_back: { sentence: 'the new version did not work; the version before it is current again', next: look },
  new_version_bad: { sentence: 'the new version does not pass its check', next: look },
  not_promoted: { sentence: 'a new version works and was not made current', next: again },
  no_progress: {
    sentence: 'a rotation has begun, repeats, and does not come to an end',
    next: look,
  },
  revocation_failed: { sentence: 'the revocation of the old key failed three times', next: look },
  old_one_lives: { sentence: 'the old key was revoked and still works', next: look },
  consumers_behind: {
    sentence: 'the old key is kept: not every consumer is known to use the new one',
    next: ({ key }) => `npx tokenwatch rotations ${key} --release`,
  },
  keys_used_up: {
    sentence: "the provider's limit of keys is reached by keys that Tokenwatch did not make",
    next: look,
  },
  moved_back: {
    sentence: 'another version was made current before the old key was revoked: no key is revoked',
    next: look,
  },
  record_lost: {
    sentence: 'the record of the last rotation is gone: nobody knows if its old key was revoked',
    next: look,
  },
  approval_wanted: {
    sentence: 'a rotation is due and waits for approval',
    next: ({ key }) => `npx tokenwatch rotate ${key} --approve`,
  },
  rehearsal_wanted: {
    sentence: 'a rotation is due, and nothing has proved within 30 days that it would work',
    next: ({ key }) => `npx tokenwatch rotate ${key} --rehearse-live`,
  },
  rehearsal_open: { sentence: 'a key that was made for a rehearsal could not be revoked', next: look },
  schedule_missed: { sentence: "Secrets Manager's own date for the next rotation has passed", next: again },
}
