import type { Check } from '../model/check.ts'
import type { Answered, Reading } from '../model/reading.ts'
import type { CheckState } from '../state/state.ts'
import { differsInIds, saysSame, saysSameButIds } from './answer-gist.ts'
import { assess, type StandardOfProof } from './assess.ts'
import type { AttemptDependencies } from './attempt.ts'
import { type Control, control } from './control.ts'
import { canControl } from './control-turn.ts'
import type { Probed } from './probe.ts'

/** Everything that a bare 401 is compared with. */
export type RefusalComparison = {
  readonly previous: CheckState | null
  readonly proof: StandardOfProof
  /** The broken credential of this tick, if one was sent. */
  readonly broken: Control | null
}

/** Rule of the `http` profile for a 401 that says nothing else. */
const bareRule = 'unauthorized'

/**
 * Compares a bare 401 with what a broken credential is answered. Some servers refuse a living credential without a permission by it, and
 * a dead one in other words: then the 401 proves no death. A 401 that names the credential stays as it is.
 */
export async function withComparedRefusal(
  check: Check,
  probed: Probed,
  { previous, proof, broken }: RefusalComparison,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const last = probed.readings.at(-1)
  if (probed.verdict.reason !== 'rejected' || last === undefined || !isBare(last)) return probed
  if (!isComparable(check, dependencies)) return probed
  const isNews = previous?.reason !== 'rejected'
  if (broken === null && !isNews) return probed
  const first = broken ?? (await askBroken(check, dependencies))
  const wasUnlike = wasUnlikeBroken(previous, last)
  if (first === null || first.outcome !== 'refused')
    return wasUnlike ? unlike(check, probed, proof, dependencies) : probed
  if (isLike(last, first, first)) return probed
  const second = await askBrokenAgain(check, dependencies)
  return second !== null && isLike(last, first, second) ? probed : unlike(check, probed, proof, dependencies)
}

/** Returns true for a check that describes its request itself, and whose broken credential harms nobody. */
export function isComparable(check: Check, { profileOf }: Pick<AttemptDependencies, 'profileOf'>): boolean {
  const describes = check.profile === 'http' && check.question.kind === 'request'
  return describes && check.controls !== false && canControl(check, profileOf(check.profile), 'broken')
}

/** Returns true for a 401 that no rule explains further, and that does not name the credential. */
function isBare(reading: Reading): reading is Reading & Answered {
  if (reading.kind === 'failed' || reading.meaning !== 'rejected' || reading.rule !== bareRule) return false
  return reading.refusal?.namesCredential === false
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
function wasUnlikeBroken(previous: CheckState | null, { versionId }: Reading): boolean {
  if (previous?.reason !== 'unrecognized' || previous.versionId !== versionId) return false
  return previous.evidence.rule === bareRule
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

function unlike(check: Check, { readings }: Probed, proof: StandardOfProof, { now }: AttemptDependencies): Probed {
  const judged = readings.map(
    (reading): Reading => (isBare(reading) ? { ...reading, meaning: 'unrecognized', unlikeBroken: true } : reading),
  )
  return { verdict: assess(check, judged, now(), proof), readings: judged }
}
