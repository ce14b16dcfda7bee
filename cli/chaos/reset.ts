import { succeeded } from '../../functions/core/model/succeeded.ts'
import type { CommandResult } from '../framework/command-result.ts'

/** Takes back whatever is owed, as often as it is called; exit code 1 where something could not be. */
export async function run({ folder: path }: { readonly folder: string }): Promise<CommandResult> {
  const [{ openRunFolder }, { takeBack }] = await Promise.all([
    import('../../chaos/safety/run-folder.ts'),
    import('../../chaos/safety/inverse.ts'),
  ])
  const folder = openRunFolder(path)
  const [back, left]: [string[], string[]] = [[], []]
  for (const [runId, inverses] of await folder.pendingUndos()) {
    const done = await Promise.all(inverses.map((one) => succeeded(takeBack(one))))
    const isDone = done.every(Boolean)
    if (isDone) await folder.clearUndo(runId)
    ;(isDone ? back : left).push(runId)
  }
  await folder.allow()
  const lines = [`${back.length} runs taken back, the kill switch is off`, ...left.map((runId) => `not yet: ${runId}`)]
  return { exitCode: left.length === 0 ? 0 : 1, data: { back, left }, text: `${lines.join('\n')}\n` }
}
