import type { Reason } from '../model/reason.ts'
import type { Verdict } from '../model/verdict.ts'

/** The shape of an answer, without anything that changes from one request to the next. It holds no text of the answer. */
export type AnswerShape = {
  readonly status: number
  /** Name of the rule that matched. */
  readonly rule: string
  /** Hash of the words of the answer, without ids, numbers and times. */
  readonly words: string
}

/** Answers to requests that the API must refuse, of a time at which the credential itself was proved alive. */
export type ControlAnswers = {
  /** The version that was alive. */
  readonly versionId: string | null
  readonly broken: AnswerShape
  /** Answer to the request without a credential. */
  readonly none: AnswerShape
}

/** Result of the controls of one tick. */
export type ControlsSeen = {
  /** True if a broken credential is refused for permission, as one that lives. */
  readonly forbidsBroken: boolean
  /** `null` unless the credential was proved alive, and both controls were answered. */
  readonly answers: ControlAnswers | null
}

/** Proof that earlier answers to the same question gave. Later answers are compared with it. */
export type EarlierAnswers = {
  readonly questionHash: string
  /** True if the credential was once allowed to ask the question itself. */
  readonly allowed: boolean
  /** True if an answer once proved the credential. */
  readonly proved: boolean
  /** Epoch milliseconds since which a credential that was proved cannot be proved; `null` while it is, or while nobody is. */
  readonly unprovedSinceMs: number | null
  /** True if a broken credential was refused for permission when it was last sent. */
  readonly forbidsBroken: boolean
  readonly controls: ControlAnswers | null
}

type JudgedAnswers = {
  readonly verdict: Verdict
  readonly questionHash: string
  readonly controls?: ControlsSeen | undefined
}

/** Returns what is known of one question after a verdict. What is known of another question is forgotten. */
export function earlierAnswersAfter(
  before: EarlierAnswers | undefined,
  { verdict, questionHash, controls }: JudgedAnswers,
): EarlierAnswers {
  const same = before?.questionHash === questionHash ? before : null
  const proved = isProved(verdict) || (same?.proved ?? false)
  return {
    questionHash,
    proved,
    unprovedSinceMs: proved ? unprovedSince(same?.unprovedSinceMs ?? null, verdict) : null,
    allowed: isAllowed(verdict) || (same?.allowed ?? false),
    forbidsBroken: controls?.forbidsBroken ?? same?.forbidsBroken ?? false,
    controls: controls?.answers ?? same?.controls ?? null,
  }
}

/** Returns true if an answer proved the credential, and that it may ask the question. */
function isAllowed(verdict: Verdict): boolean {
  return isProved(verdict) && verdict.findings.every(({ reason }) => reason !== 'ping_forbidden')
}

const isProved = ({ standing, evidence }: Verdict): boolean => standing === 'valid' && evidence.status !== null

/** Reasons for which a credential cannot be proved although its API answers. They are about this check, not about its provider. */
const ownReasons: ReadonlySet<Reason> = new Set([
  'unrecognized',
  'wrong_target',
  'redirected',
  'oversized',
  'blocked_from_here',
])

/** Returns true for a reason that leaves a credential unproved although its API answers. */
export const isAboutThisCheck = (reason: Reason): boolean => ownReasons.has(reason)

/** An outage in between ends nothing: only a verdict about the credential itself does. */
function unprovedSince(before: number | null, { standing, reason, at }: Verdict): number | null {
  if (standing === 'valid' || standing === 'invalid') return null
  return before ?? (isAboutThisCheck(reason) ? at : null)
}

/** Returns what is known of the answers to this very question. */
export function knownAnswers(
  earlier: EarlierAnswers | undefined,
  questionHash: string,
): { readonly wasAllowed: boolean; readonly forbidsBroken: boolean } {
  const isSame = earlier?.questionHash === questionHash
  return { wasAllowed: isSame && earlier.allowed, forbidsBroken: isSame && earlier.forbidsBroken }
}

/** Returns everything of earlier answers that is compared, in one order. */
export function comparedAnswers({
  questionHash,
  proved,
  unprovedSinceMs,
  allowed,
  forbidsBroken,
  controls,
}: EarlierAnswers) {
  const shapes =
    controls === null ? null : [controls.broken, controls.none].map((one) => [one.status, one.rule, one.words])
  return [questionHash, proved, unprovedSinceMs, allowed, forbidsBroken, controls?.versionId ?? null, shapes]
}
