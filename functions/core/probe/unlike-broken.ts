import type { Check } from '../model/check.ts'
import type { Answered, Reading } from '../model/reading.ts'
import type { ControlAnswers } from '../state/earlier-answers.ts'
import type { CheckState } from '../state/state.ts'
import { differsInIds, saysSame, saysSameButIds } from './answer-gist.ts'
import { assess, type StandardOfProof } from './assess.ts'
import type { AttemptDependencies } from './attempt.ts'
import { type Control, control, isSameShape } from './control.ts'
import { canControl } from './control-turn.ts'
import type { Probed } from './probe.ts'

/** Everything that a bare 401 is compared with. */
export type RefusalComparison = {
  readonly previous: CheckState | null
  readonly proof: StandardOfProof
  /** The broken credential of this tick, if one was sent. */
  readonly broken: Control | null
  /** Answers to the controls while the credential was alive. */
  readonly known: ControlAnswers | null
}

/**
 * Compares a bare 401 with what a broken credential is answered. Some servers refuse a living credential without a permission by it, and
 * a dead one in other words: then the 401 proves no death. Neither does one that everybody gets now, if the broken one was answered otherwise
 * before. A 401 that names the credential stays as it is.
 */
export async function withComparedRefusal(
  check: Check,
  probed: Probed,
  { previous, proof, broken, known }: RefusalComparison,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const last = probed.readings.at(-1)
  if (probed.verdict.reason !== 'rejected') return probed
  const judged = (change: Unproven): Probed => unproven(check, probed, { change, proof }, dependencies.now())
  const needsBroken = isOfStandard(last)
  const withoutBroken = needsBroken ? judged({ uncompared: true }) : probed
  if (!isComparable(check, last, dependencies)) return withoutBroken
  const isNews = previous?.reason !== 'rejected'
  if (broken === null && !isNews) return probed
  const first = broken ?? (await askBroken(check, dependencies))
  if (first === null || first.outcome !== 'refused') {
    if (needsBroken) return isNews ? withoutBroken : probed
    return wasUnlikeBroken(previous, last) ? judged({ unlikeBroken: true }) : probed
  }
  const isSame = isLike(last, first, first)
  const hasChanged = isNews && isChanged(first, known, last)
  if (isSame && !hasChanged) return probed
  const second = await askBrokenAgain(check, dependencies)
  if (!isSame && (second === null || !isLike(last, first, second))) return judged({ unlikeBroken: true })
  // Words that differ each time would differ from those before, too.
  const isSteady = second !== null && isSameShape(first.shape, second.shape)
  return hasChanged && isSteady ? judged({ changedForAll: true }) : probed
}

/**
 * Leaves a refusal that only a standard describes unproved, for a caller who sends no broken credential. A comparison that proved this
 * version dead before still holds.
 */
export function withoutComparison(
  check: Check,
  probed: Probed,
  { previous, proof }: Pick<RefusalComparison, 'previous' | 'proof'>,
  nowMs: number,
): Probed {
  const last = probed.readings.at(-1)
  if (probed.verdict.reason !== 'rejected' || !isOfStandard(last)) return probed
  const isCompared = previous?.reason === 'rejected' && previous.versionId === last?.versionId
  return isCompared ? probed : unproven(check, probed, { change: { uncompared: true }, proof }, nowMs)
}

/** Reason for which a bare 401 is no death. */
type Unproven = Pick<Answered, 'unlikeBroken' | 'changedForAll' | 'uncompared'>

/** Returns true if the broken credential was answered otherwise while this version was alive. */
function isChanged({ shape }: Control, known: ControlAnswers | null, { versionId }: Reading): boolean {
  return shape !== null && known !== null && known.versionId === versionId && !isSameShape(shape, known.broken)
}

/** Returns true for a request with a bare 401 whose broken credential harms nobody. */
export function isComparable(
  check: Check,
  last: Reading | undefined,
  { profileOf }: Pick<AttemptDependencies, 'profileOf'>,
): last is Reading & Answered {
  if (last === undefined || check.question.kind !== 'request' || !isBare(check, last)) return false
  return check.controls !== false && canControl(check, profileOf(check.profile), 'broken')
}

/**
 * Returns true for a 401 that refuses by its status alone, and that does not name the credential. Most providers of the catalogue document
 * what their 401 means, so there its words have to say more.
 */
function isBare({ profile }: Check, reading: Reading): reading is Reading & Answered {
  if (reading.kind === 'failed' || reading.meaning !== 'rejected' || reading.refusal === undefined) return false
  const { namesCredential, byStatus, vague } = reading.refusal
  return isOfStandard(reading) || (byStatus && !namesCredential && (profile === 'http' || vague))
}

/** Returns true for a refusal that only a standard describes, and that does not name the credential. */
function isOfStandard(reading: Reading | undefined): boolean {
  if (reading?.kind !== 'answered' || reading.meaning !== 'rejected' || reading.refusal === undefined) return false
  return reading.refusal.standard === true && !reading.refusal.namesCredential
}

/** Returns true if a refusal is what the broken credential got, but for ids that change by themselves. */
function isLike({ refusal }: Pick<Answered, 'refusal'>, first: Control, second: Control): boolean {
  if (refusal === undefined || first.refusal === undefined || second.refusal === undefined) return false
  return saysSameButIds(refusal, first.refusal, second.refusal)
}

/** Sends another broken credential. An id that changes by itself or with the credential would make any two answers differ. */
const askBrokenAgain = (check: Check, dependencies: AttemptDependencies): Promise<Control | null> =>
  askBroken(check, brokenOnceMore(check, dependencies))

/** Returns true if an answer differs from that to the broken credential in ids alone, none of which is a code. */
export async function differsInIdsAlone(
  check: Check,
  { refusal }: Pick<Answered, 'refusal'>,
  broken: Control,
  dependencies: AttemptDependencies,
): Promise<boolean> {
  if (refusal === undefined || broken.refusal === undefined) return false
  if (saysSame(refusal, broken.refusal)) return true
  const second = await askBrokenAgain(check, dependencies)
  return second?.refusal !== undefined && differsInIds(refusal, broken.refusal, second.refusal)
}

/** Returns true if the verdict before said so of this version. Only a comparison leaves this rule unrecognized. */
function wasUnlikeBroken(previous: CheckState | null, { versionId, rule }: Reading & Answered): boolean {
  if (previous?.reason !== 'unrecognized' || previous.versionId !== versionId) return false
  return previous.evidence.rule === rule
}

/** Sends a broken credential, if the budget of calls has one left. */
async function askBroken(check: Check, dependencies: AttemptDependencies): Promise<Control | null> {
  if (dependencies.mayAsk?.(check, 'control') === false) return null
  return control(check, 'broken', dependencies, {})
}

/** Breaks the credential of a check once more, so that the broken one is another. */
function brokenOnceMore(check: Check, dependencies: AttemptDependencies): AttemptDependencies {
  const readCredential: AttemptDependencies['readCredential'] = async (reference, options) => {
    const secret = await dependencies.readCredential(reference, options)
    const isOwn = reference === check.secret && secret.kind === 'read'
    return isOwn ? { ...secret, credential: secret.credential.broken() } : secret
  }
  return { ...dependencies, readCredential }
}

function unproven(
  check: Check,
  { readings }: Probed,
  { change, proof }: { readonly change: Unproven; readonly proof: StandardOfProof },
  nowMs: number,
): Probed {
  const judged = readings.map(
    (reading): Reading => (isBare(check, reading) ? { ...reading, meaning: 'unrecognized', ...change } : reading),
  )
  return { verdict: assess(check, judged, nowMs, proof), readings: judged }
}
