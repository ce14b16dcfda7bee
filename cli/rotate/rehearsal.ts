import type { DryRun } from '../../functions/core/rotation/dry-run.ts'
import type { Preflight } from '../../functions/core/rotation/preflight.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'

/** Reports a rehearsal at the provider. Exit code 1 if it did not end well. */
export function reportRehearsal(
  { check, class: kind }: Preflight,
  by: string,
  rehearsed: DryRun | null,
): CommandResult {
  const { found, stopped } = rehearsed ?? { found: [], stopped: 'no rotation function is deployed for this check' }
  const lines = [
    `The rehearsal of ${check}, at its provider:`,
    ...found.map((line) => `  ✓ ${line}`),
    stopped === null ? 'It ended well: rotations may start by themselves for the next 30 days.' : `  ✗ ${stopped}`,
  ]
  return {
    exitCode: stopped === null ? exitCodes.ok : exitCodes.refused,
    data: { check, class: kind, by, found, stopped },
    text: `${lines.join('\n')}\n`,
  }
}
