import type { CommandResult } from '../framework/command-result.ts'

/** Turns the kill switch on. */
export async function run({ folder }: { readonly folder: string }): Promise<CommandResult> {
  const { openRunFolder } = await import('../../chaos/safety/run-folder.ts')
  await openRunFolder(folder).stop()
  return {
    exitCode: 0,
    data: { stopped: true },
    text: 'the kill switch is on: runs stop and undo their changes\n',
  }
}
