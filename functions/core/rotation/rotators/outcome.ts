import { type ParsedAnswer, parseAnswer } from '../../probe/answer.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import type { NotIssued } from '../rotator.ts'

/** Phases before the first byte of a request is sent: the provider cannot have acted. */
const before: ReadonlySet<WireFailure['phase']> = new Set(['dns', 'connect', 'tls', 'prepare', 'secret'])

/**
 * Classifies an answer that is no success. After a server error, a time-out or a cut-off answer, the provider may have acted.
 */
export function notIssuedBy(outcome: WireAnswer | WireFailure): NotIssued {
  if (outcome.kind === 'failure') return { kind: before.has(outcome.phase) ? 'not_sent' : 'lost', code: outcome.code }
  const { status } = outcome
  return { kind: status >= 400 && status < 500 && status !== 408 ? 'refused' : 'lost', code: `HTTP ${status}` }
}

/** Keeps a success in which no credential can be read: a key may have been made. */
export function unreadable({ status, body }: WireAnswer, at: number): NotIssued {
  return { kind: 'unreadable', code: `HTTP ${status}`, answer: { status, body, at } }
}

/** Returns the parsed answer of a success, or the class of anything else. */
export function successOf(outcome: WireAnswer | WireFailure): ParsedAnswer | NotIssued {
  if (outcome.kind === 'failure' || outcome.status < 200 || outcome.status > 299) return notIssuedBy(outcome)
  return parseAnswer(outcome)
}
