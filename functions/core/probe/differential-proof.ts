import type { Check } from '../model/check.ts'
import type { Answered, Reading } from '../model/reading.ts'
import type { ControlAnswers } from '../state/earlier-answers.ts'
import type { CheckState } from '../state/state.ts'
import { assess, type StandardOfProof } from './assess.ts'
import { type AttemptDependencies, attempt } from './attempt.ts'
import { answerShapeOf, control, isSameShape } from './control.ts'
import { canControl, isControlTurn } from './control-turn.ts'
import { confirmAfterMs, type Probed } from './probe.ts'
import { isDeclared } from './rules.ts'
import { differsInIdsAlone } from './unlike-broken.ts'

/** Everything that an undocumented refusal is compared with. */
export type Comparison = {
  readonly previous: CheckState | null
  readonly questionHash: string
  readonly tick: number
  readonly proof: StandardOfProof
}

/**
 * Verdicts by which nothing is known of the credential: a 404, a page or a redirect to a login may be what an API shows to one that it
 * does not know.
 */
const comparable: ReadonlySet<string> = new Set(['unrecognized', 'wrong_target', 'redirected'])

/**
 * Compares an undocumented refusal with what a broken credential is answered. The credential was proved alive while the broken one got
 * this answer. Now it gets the same twice, the broken one still does, and the request without a credential has not changed: rejected.
 */
export async function withDifferentialProof(
  check: Check,
  probed: Probed,
  comparison: Comparison,
  dependencies: AttemptDependencies,
): Promise<Probed> {
  const known = knownControls(check, comparison, dependencies)
  const first = probed.readings.at(-1)
  if (!comparable.has(probed.verdict.reason) || known === null || first === undefined) return probed
  if (!isLikeBroken(first, known)) return probed
  const sinceMs = provenSince(first, comparison.previous)
  if (sinceMs !== null && !isControlTurn(check, comparison.tick))
    return rejected(check, probed.readings, sinceMs, comparison, dependencies)
  if (!mayCompare(check, dependencies)) return probed
  await dependencies.sleep(confirmAfterMs)
  const readings = [...probed.readings, await attempt(check, dependencies, { fresh: true })]
  const again = { verdict: assess(check, readings, dependencies.now(), comparison.proof), readings }
  const second = readings.at(-1)
  if (second === undefined || !isLikeBroken(second, known)) return again
  const [broken, none] = await Promise.all([
    control(check, 'broken', dependencies, {}),
    control(check, 'none', dependencies, {}),
  ])
  const isAsBefore = isSameShape(broken.shape, known.broken) && isSameShape(none.shape, known.none)
  // A hash leaves out what looks like an id. It may be a code.
  const isLikeItsAnswer = isAsBefore && (await differsInIdsAlone(check, second, broken, dependencies))
  return isLikeItsAnswer ? rejected(check, readings, sinceMs ?? first.at, comparison, dependencies) : again
}

/** Returns the answers to the controls of this very question; `null` where none were sent, or where none may be sent. */
export function knownControls(
  check: Check,
  { previous, questionHash }: Pick<Comparison, 'previous' | 'questionHash'>,
  { profileOf }: AttemptDependencies,
): ControlAnswers | null {
  const earlier = previous?.earlierAnswers
  if (check.controls === false || earlier?.questionHash !== questionHash) return null
  return canControl(check, profileOf(check.profile), 'broken') ? earlier.controls : null
}

function isLikeBroken(reading: Reading, { versionId, broken }: ControlAnswers): reading is Reading & Answered {
  if (reading.kind === 'failed' || reading.versionId !== versionId) return false
  return isUndocumented(reading) && isSameShape(answerShapeOf(reading), broken)
}

/**
 * Returns true for an answer that no rule of the API explains, or for a good status with an error in the body. One with a known second cause
 * proves nothing by comparison: a broken credential is answered so while the cause lasts, and before.
 */
function isUndocumented({ meaning, rule, words, secondCause }: Answered): boolean {
  if (secondCause !== undefined) return false
  if (meaning === 'wrong_target' || meaning === 'redirected') return !isDeclared(rule)
  return meaning === 'unrecognized' || (meaning === 'alive' && words !== undefined)
}

/** Returns since when this answer counts as a refusal; `null` unless the stored verdict says so. No rule says it by itself. */
function provenSince({ versionId, ...reading }: Reading, previous: CheckState | null): number | null {
  const isProven = previous?.reason === 'rejected' && previous.versionId === versionId
  return isProven && reading.kind === 'answered' && previous.evidence.rule === reading.rule ? previous.since : null
}

/** Asks for the second look and both controls. */
function mayCompare(check: Check, { mayAsk }: AttemptDependencies): boolean {
  return mayAsk === undefined || (['proof', 'control', 'control'] as const).every((look) => mayAsk(check, look))
}

function rejected(
  check: Check,
  readings: readonly Reading[],
  likeBrokenSinceMs: number,
  { proof }: Comparison,
  { now }: AttemptDependencies,
): Probed {
  const judged = readings.map(
    (reading): Reading =>
      reading.kind === 'answered' && isUndocumented(reading)
        ? { ...reading, meaning: 'rejected', likeBrokenSinceMs }
        : reading,
  )
  return { verdict: assess(check, judged, now(), proof), readings: judged }
}
