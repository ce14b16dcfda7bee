import type { DeclaredAnswer } from '../../model/check.ts'
import { standingOf } from '../../model/reason.ts'
import type { Observer } from '../observation.ts'

/**
 * Returns an observer for a token endpoint that gave no token. The declared answers of the check count there too, except those that
 * say that the client lives: without a token that is not proved.
 */
export function ofTokenEndpoint(observer: Observer): Observer {
  return withAnswers(observer, ({ means }) => means !== 'alive' && standingOf(means) !== 'valid')
}

/** Returns an observer for a key set, which nobody shows a credential: its declared answers can say nothing of the token. */
export function ofKeySet(observer: Observer): Observer {
  return withAnswers(
    observer,
    ({ means }) => means !== 'alive' && standingOf(means) !== 'valid' && standingOf(means) !== 'invalid',
  )
}

function withAnswers(observer: Observer, counts: (answer: DeclaredAnswer) => boolean): Observer {
  const { check } = observer
  return { ...observer, check: { ...check, answers: check.answers.filter(counts) } }
}
