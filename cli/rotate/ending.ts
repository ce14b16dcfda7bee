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

/** What became of an ordered rotation: 1 where it failed or needs somebody, 2 where nobody can tell yet. */
export function reportEnding(
  { check, by, versionId }: Preflight,
  to: string,
  { ending, record }: WatchedRotation,
): CommandResult {
  const look = `tokenwatch rotations ${check}`
  const sentences: Readonly<Record<Ending, string>> = {
    done: `✓ ${check}: version ${to} is current`,
    in_force: `✓ ${check}: version ${to} is current; the old key goes when its consumers have moved on`,
    failed: `✗ ${check}: the rotation came to nothing, and version ${versionId} stays: ${look}`,
    needs_person: `✗ ${check}: ${record?.pendingMessage ? rotationProblems[record.pendingMessage.problem].sentence : 'this needs a person'}: ${look}`,
    under_way: `? ${check}: still under way: ${look}`,
  }
  return {
    exitCode: codes[ending],
    data: {
      ...{ check, by, from: versionId, to, ending, phase: record?.phase ?? null },
      problem: record?.pendingMessage?.problem ?? null,
      entries: record?.entries.map(entryData) ?? [],
    },
    text: `${sentences[ending]}\n`,
  }
}
