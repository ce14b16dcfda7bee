import type { Check } from '../../model/check.ts'
import { standingOf } from '../../model/reason.ts'
import type { SecretStage } from '../../model/secret-reference.ts'
import { assess } from '../assess.ts'
import { type AttemptDependencies, attempt } from '../attempt.ts'
import type { Shown } from './triage.ts'

/** One version of a secret, asked by itself. */
export type ShownVersion = { readonly versionId: string | null; readonly shown: Shown }

/** What only explains is worth less than a probe, and waits less. */
const withinMs = 3_000

/** Asks a check's API with the version at a stage; null where no version with a value is there. */
export async function showVersion(
  check: Check,
  stage: SecretStage,
  dependencies: AttemptDependencies,
): Promise<ShownVersion | null> {
  if (check.secret === null) return null
  const asked = { ...check, secret: { ...check.secret, stage } }
  const reading = await attempt(asked, dependencies, { fresh: true }, withinMs)
  if (reading.kind === 'failed' && reading.reason === 'secret_missing') return null
  return { versionId: reading.versionId, shown: shownBy(asked, reading, dependencies.now()) }
}

/** One answer is enough: what is shown here never makes a token bad, it only explains one that is proved bad. */
function shownBy(check: Check, reading: Parameters<typeof assess>[1][number], nowMs: number): Shown {
  if (reading.kind === 'failed' && standingOf(reading.reason) === 'misconfigured') return 'dead'
  const { standing } = assess(check, [reading, reading], nowMs)
  if (standing === 'valid') return 'works'
  return standing === 'invalid' ? 'dead' : 'unknown'
}
