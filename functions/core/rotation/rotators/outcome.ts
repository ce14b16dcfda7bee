import { type ParsedAnswer, parseAnswer } from '../../probe/answer.ts'
import type { WireAnswer, WireFailure } from '../../probe/network/network.ts'
import type { NotIssued } from '../rotator.ts'

/** Phases in which no byte of a request has left: nothing can have happened. */
const before: ReadonlySet<WireFailure['phase']> = new Set(['dns', 'connect', 'tls', 'prepare', 'secret'])

/**
 * What an answer that is no success says about what the provider did. A server error, a time-out and an answer that broke off all
 * may have come after the deed.
 */
export function notIssuedBy(outcome: WireAnswer | WireFailure): NotIssued {
  if (outcome.kind === 'failure') return { kind: before.has(outcome.phase) ? 'not_sent' : 'lost', code: outcome.code }
  const { status } = outcome
  return { kind: status >= 400 && status < 500 && status !== 408 ? 'refused' : 'lost', code: `HTTP ${status}` }
}

/** A success with its JSON, or what else it was. */
export function successOf(outcome: WireAnswer | WireFailure): ParsedAnswer | NotIssued {
  if (outcome.kind === 'failure' || outcome.status < 200 || outcome.status > 299) return notIssuedBy(outcome)
  return parseAnswer(outcome)
}
