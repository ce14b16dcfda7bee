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

/** Sentence of a problem, what is left for a person to do, and the command to run next. */
export type ProblemText = {
  readonly sentence: string
  readonly todo: string
  readonly next: (check: Pick<Check, 'key'>) => string
}

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
    todo: "look at the provider's console for a key made since then and revoke it; issue a credential by hand and store it",
    next: look,
  },
  answer_unreadable: {
    sentence: 'the provider answered, and no new token can be read in its answer, which is kept in escrow as it came',
    todo: 'correct `read.values` if it is wrong, and deploy; if the answer holds no credential, issue and store one by hand',
    next: look,
  },
  consent_needed: {
    sentence: 'the refresh token is spent: give consent again and store the new pair',
    todo: 'give consent again at the provider, and store both tokens in one new version of the secret',
    next: look,
  },
  locked_out: {
    sentence: 'no version of the secret works any more: issue a new credential by hand',
    todo: 'issue a credential by hand and store it',
    next: look,
  },
  rolled_forward: {
    sentence: 'the current version was dead; the pending one works and is current now',
    todo: 'find out why the version before died early; the next rotation closes this incident',
    next: look,
  },
  rolled_back: {
    sentence: 'the new version did not work; the version before it is current again',
    todo: 'look at the record, then rotate again',
    next: look,
  },
  new_version_bad: {
    sentence: 'the new version does not pass its check',
    todo: 'compare the scopes at the provider with those of the check, then rotate again',
    next: look,
  },
  not_promoted: {
    sentence: 'a new version works and was not made current',
    todo: 'if this stays open, read the log of the function `rotate`',
    next: again,
  },
  no_progress: {
    sentence: 'a rotation has begun, repeats, and does not come to an end',
    todo: 'remove the cause: a policy that refuses the save, a slot that is full, a client that may not ask',
    next: look,
  },
  revocation_failed: {
    sentence: 'the revocation of the old key failed three times',
    todo: 'revoke the old key by hand, by the id in the record',
    next: look,
  },
  old_one_lives: {
    sentence: 'the old key was revoked and still works',
    todo: 'revoke the old key by hand, by the id in the record',
    next: look,
  },
  consumers_behind: {
    sentence: 'the old key is kept: not every consumer is known to use the new one',
    todo: 'restart the consumers that are named; once they have the new key, release the old one',
    next: ({ key }) => `npx tokenwatch rotations ${key} --release`,
  },
  keys_used_up: {
    sentence: "the provider's limit of keys is reached by keys that Tokenwatch did not make",
    todo: 'remove a key that nobody needs',
    next: look,
  },
  moved_back: {
    sentence: 'another version was made current before the old key was revoked: no key is revoked',
    todo: 'revoke by hand the key that nobody needs: the record shows both ids',
    next: look,
  },
  record_lost: {
    sentence: 'the record of the last rotation is gone: nobody knows if its old key was revoked',
    todo: 'revoke the key before the current one at the provider, once nobody uses it',
    next: look,
  },
  approval_wanted: {
    sentence: 'a rotation is due and waits for approval',
    todo: 'look at the plan and approve the rotation',
    next: ({ key }) => `npx tokenwatch rotate ${key} --approve`,
  },
  rehearsal_wanted: {
    sentence: 'a rotation is due, and nothing has proved within 30 days that it would work',
    todo: 'rehearse the rotation; once that ended well, it starts by itself',
    next: ({ key }) => `npx tokenwatch rotate ${key} --rehearse-live`,
  },
  rehearsal_open: {
    sentence: 'a key that was made for a rehearsal could not be revoked',
    todo: 'revoke the key by hand: its name begins with `tw-`, and the record shows its id',
    next: look,
  },
  schedule_missed: {
    sentence: "Secrets Manager's own date for the next rotation has passed",
    todo: 'rotate now, and read the log of the function that rotates the secret',
    next: again,
  },
}
