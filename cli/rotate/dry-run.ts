import type { DryRun } from '../../functions/core/rotation/dry-run.ts'
import type { Preflight } from '../../functions/core/rotation/preflight.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { stepsOf } from './words.ts'

/** What a rotation would do and find; 1 where it would not come to its exchange. */
export function reportDryRun(preflight: Preflight, dryRun: DryRun | null): CommandResult {
  const { check, by, versionId, nextVersionId, warnings } = preflight
  const ours = by === 'ours' ? dryRun : null
  const lines = [
    `A rotation of ${check} would:`,
    ...stepsOf(preflight).map((step) => `  ${step}`),
    ...(ours === null
      ? ['Nothing was asked: what somebody else renews cannot be tried from here.']
      : [
          'Tried, with nothing spent and nothing written:',
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
