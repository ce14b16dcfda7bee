import type { Check } from '../../model/check.ts'
import type { Reading } from '../../model/reading.ts'
import { standingOf } from '../../model/reason.ts'
import type { SecretStage } from '../../model/secret-reference.ts'
import { tokenIssued } from '../../model/token-issued.ts'
import { isUnproved } from '../../model/verdict.ts'
import { assess } from '../assess.ts'
import { type AttemptDependencies, attempt } from '../attempt.ts'
import type { Shown } from './triage.ts'

/** One version of a secret, with the result of probing it alone. */
export type ShownVersion = { readonly versionId: string | null; readonly shown: Shown }

/** Deadline of one such probe. It only explains a verdict, so it may take less time than a check. */
const withinMs = 3_000

/**
 * Asks the API of a check with the version at a stage. Returns `null` if the stage has no version with a value. `besideRefusal`: the API
 * refuses the current version, so an issuer that gives this one a token knows its clients.
 */
export async function showVersion(
  check: Check,
  stage: SecretStage,
  dependencies: AttemptDependencies,
  besideRefusal = false,
): Promise<ShownVersion | null> {
  if (check.secret === null) return null
  const asked = { ...check, secret: { ...check.secret, stage } }
  const reading = await attempt(asked, dependencies, { fresh: true }, withinMs)
  if (reading.kind === 'failed' && reading.reason === 'secret_missing') return null
  const shown = shownBy(asked, reading, dependencies.now(), besideRefusal)
  return { versionId: reading.versionId, shown }
}

// One answer is enough, so it counts twice: it only explains a token that is already proved bad.
function shownBy(check: Check, reading: Reading, nowMs: number, besideRefusal: boolean): Shown {
  if (reading.kind === 'failed' && standingOf(reading.reason) === 'misconfigured') return 'dead'
  const verdict = assess(check, [reading, reading], nowMs)
  const { standing, evidence } = verdict
  const isEnough = check.proof === 'declared' || (besideRefusal && evidence.rule === tokenIssued)
  if (standing === 'valid' || (isEnough && isUnproved(verdict))) return 'works'
  return standing === 'invalid' ? 'dead' : 'unknown'
}
