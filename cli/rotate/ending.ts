import type { Preflight } from '../../functions/core/rotation/preflight.ts'
import { rotationProblems } from '../../functions/core/rotation/rotation-problem.ts'
import type { CommandResult } from '../framework/command-result.ts'
import { exitCodes } from '../framework/exit-codes.ts'
import { entryData } from './entries.ts'
import type { Ending, WatchedRotation } from './watch.ts'

const codes = {
  done: exitCodes.ok,
  in_force: exitCodes.ok,
  failed: exitCodes.refused,
  needs_person: exitCodes.refused,
  under_way: exitCodes.undecided,
} as const satisfies Readonly<Record<Ending, number>>

/** Reports the outcome of a rotation. Exit code 1 if it failed or needs a person, 2 if it is still running. */
export function reportEnding(
  { check, by, versionId }: Preflight,
  to: string,
  { ending, record }: WatchedRotation,
): CommandResult {
  const next = `see "tokenwatch rotations ${check}"`
  const sentences: Readonly<Record<Ending, string>> = {
    done: `✓ ${check}: version ${to} is current`,
    in_force: `✓ ${check}: version ${to} is current; the old key is revoked when its consumers use the new one`,
    failed: `✗ ${check}: the rotation failed, and version ${versionId} stays current; ${next}`,
    needs_person: `✗ ${check}: ${record?.pendingMessage ? rotationProblems[record.pendingMessage.problem].sentence : 'the rotation needs a person'}; ${next}`,
    under_way: `? ${check}: still running; ${next}`,
  }
  return {
    exitCode: codes[ending],
    data: {
      check,
      by,
      from: versionId,
      to,
      ending,
      phase: record?.phase ?? null,
      problem: record?.pendingMessage?.problem ?? null,
      entries: record?.entries.map(entryData) ?? [],
    },
    text: `${sentences[ending]}\n`,
  }
}
