import type { DryRun } from '../../functions/core/rotation/dry-run.ts'
import type { Preflight } from '../../functions/core/rotation/preflight.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { plannedSteps } from './words.ts'

/** Reports a dry run. Exit code 1 if the rotation would stop before it asks for the new credential. */
export function reportDryRun(preflight: Preflight, dryRun: DryRun | null): CommandResult {
  const { check, by, versionId, nextVersionId, warnings } = preflight
  const ours = by === 'ours' ? dryRun : null
  const lines = [
    `A rotation of ${check} would:`,
    ...plannedSteps(preflight).map((step) => `  ${step}`),
    ...(ours === null
      ? ['Nothing was tried: Tokenwatch does not perform this rotation itself.']
      : [
          'Tried without spending or writing anything:',
          ...ours.found.map((line) => `  ✓ ${line}`),
          ...(ours.stopped === null ? [] : [`  ✗ ${ours.stopped}`]),
        ]),
  ]
  const stopped = ours?.stopped ?? null
  return {
    exitCode: stopped === null ? exitCodes.ok : exitCodes.refused,
    data: { check, by, from: versionId, to: nextVersionId, warnings, found: ours?.found ?? [], stopped },
    text: `${lines.join('\n')}\n`,
  }
}
