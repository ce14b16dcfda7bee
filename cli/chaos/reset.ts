import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { CommandResult } from '../framework/command-result.ts'

/** Undoes all pending changes. Can be repeated. Exit code 1 if a change could not be undone. */
export async function run({ folder: path }: { readonly folder: string }): Promise<CommandResult> {
  const [{ openRunFolder }, { undoChange }] = await Promise.all([
    import('../../chaos/safety/run-folder.ts'),
    import('../../chaos/safety/inverse.ts'),
  ])
  const folder = openRunFolder(path)
  const [restored, pending]: [string[], string[]] = [[], []]
  for (const [runId, inverses] of await folder.pendingUndos()) {
    const done = await Promise.all(inverses.map((one) => succeeded(undoChange(one))))
    const isDone = done.every(Boolean)
    if (isDone) await folder.clearUndo(runId)
    ;(isDone ? restored : pending).push(runId)
  }
  await folder.allow()
  const count = restored.length === 1 ? '1 run' : `${restored.length} runs`
  const lines = [
    `the changes of ${count} were undone; the kill switch is off`,
    ...pending.map((runId) => `not undone yet: ${runId}`),
  ]
  return { exitCode: pending.length === 0 ? 0 : 1, data: { restored, pending }, text: `${lines.join('\n')}\n` }
}
