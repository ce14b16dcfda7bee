import type { Check } from '../model/check.ts'
import type { PingRequest, Question } from '../model/question.ts'
import type { Answered, Reading, Refusal } from '../model/reading.ts'
import { standingOf } from '../model/reason.ts'
import type { AnswerShape } from '../state/earlier-answers.ts'
import { type AttemptDependencies, attempt, type ReadOptions } from './attempt.ts'
import type { ControlCredential } from './control-turn.ts'
import { findingsOf } from './findings.ts'
import { isForbidden } from './forbidden-again.ts'
import { refusesStranger } from './refusal.ts'

/** The result of a request that the API must refuse: it refused it, accepted it, or gave no answer that tells; or none was sent. */
export type Control = {
  readonly credential: ControlCredential
  readonly outcome: 'refused' | 'accepted' | 'unanswered' | 'unsent'
  /** The rule that matched, or the code of the failure. */
  readonly shown: string
  /** True for a refusal that says that the credential lives and lacks a permission. */
  readonly forbidden: boolean
  /** `null` without an answer that tells. */
  readonly shape: AnswerShape | null
  /** Absent unless it is a 401, or an answer that no rule explains. */
  readonly refusal?: Refusal
}

/** Deadline of a control; shorter than that of an attempt. */
const withinMs = 3_000

/** Asks the API without a credential, or with a broken one. */
export async function control(
  check: Check,
  credential: ControlCredential,
  dependencies: AttemptDependencies,
  wanted: ReadOptions,
): Promise<Control> {
  const asked = { ...controlled(check, credential), needs: [] }
  const readCredential: AttemptDependencies['readCredential'] = async (reference, options) => {
    const secret = await dependencies.readCredential(reference, options)
    const breaks = credential === 'broken' && reference === check.secret && secret.kind === 'read'
    return breaks ? { ...secret, credential: secret.credential.broken() } : secret
  }
  const reading = await attempt(asked, { ...dependencies, readCredential }, wanted, withinMs)
  const outcome = controlOutcome(asked, reading, dependencies.now())
  return {
    credential,
    outcome,
    forbidden: isForbidden(reading),
    shape: reading.kind === 'answered' && isComparable(reading, outcome) ? answerShapeOf(reading) : null,
    ...(reading.kind === 'answered' && reading.refusal !== undefined ? { refusal: reading.refusal } : {}),
    shown: reading.kind === 'answered' ? reading.rule : reading.code,
  }
}

/**
 * Returns the check as its control asks it: the ping alone, of an API that judges it alone. A signature would be refused before the API is
 * asked.
 */
function controlled(check: Check, credential: ControlCredential): Check {
  const { question } = check
  switch (question.kind) {
    case 'request': {
      const { kind, ping, send } = question
      return { ...check, question: { kind, ping, send: credential === 'none' ? [] : send } }
    }
    case 'jwt': {
      const { besideBroken: _, ...asked } = question
      return { ...check, question: { ...asked, send: credential === 'none' ? [] : asked.send, asksApiAlone: true } }
    }
    case 'login':
      return credential === 'none' ? { ...check, question: bare(question.ping) } : check
    case 'client_credentials': {
      const { besideBroken: _, ...asked } = question
      return credential === 'none' && question.ping !== null
        ? { ...check, question: bare(question.ping), expect: withoutGranted(check) }
        : { ...check, question: asked }
    }
    default:
      return check
  }
}

const bare = (ping: PingRequest): Question => ({ kind: 'request', ping, send: [] })

/** Scopes that the token endpoint grants are read of no answer of the API. */
const withoutGranted = ({ expect, paths }: Check): Check['expect'] =>
  paths.scopes === null ? { ...expect, scopes: { require: [], forbid: [] } } : expect

/** Returns true for an answer that a later one can be compared with. A redirect to a login is one, though by itself it tells nothing. */
const isComparable = ({ meaning }: Answered, outcome: Control['outcome']): boolean =>
  outcome === 'refused' || outcome === 'accepted' || (outcome === 'unanswered' && meaning === 'redirected')

/** Returns the shape of an answer; `null` if no request was sent, or if a header gives another reason. */
export function answerShapeOf({ status, rule, words = '', excused }: Answered): AnswerShape | null {
  return status === null || excused ? null : { status, rule, words }
}

/** Returns true for two answers with one status, one rule and the same words. */
export function isSameShape(one: AnswerShape | null, other: AnswerShape | null): boolean {
  if (one === null || other === null) return false
  return one.status === other.status && one.rule === other.rule && one.words === other.words
}

/**
 * Judges the answer of a control by the check's own rules: it was accepted only if the check would call the credential alive and find
 * nothing wrong. An outage, a redirect or a request to wait tells nothing.
 */
export function controlOutcome(check: Check, reading: Reading, nowMs: number): Control['outcome'] {
  if (isUnsent(reading)) return 'unsent'
  if (reading.kind === 'failed') return 'unanswered'
  if (reading.meaning === 'alive' && isClean(check, reading, nowMs)) return 'accepted'
  if (reading.meaning === 'alive') return reading.excused === true ? 'unanswered' : 'refused'
  return refusesStranger(reading) ? 'refused' : 'unanswered'
}

/** Returns true if nobody was shown the credential: it could not be read or placed, or it was judged offline. */
const isUnsent = (reading: Reading): boolean =>
  reading.kind === 'failed' ? reading.phase === 'secret' || reading.phase === 'prepare' : reading.status === null

function isClean(check: Check, reading: Reading, nowMs: number): boolean {
  const findings = findingsOf(reading, check, null, Math.floor(nowMs / 1_000))
  return findings.every(({ reason }) => standingOf(reason) === 'valid')
}
