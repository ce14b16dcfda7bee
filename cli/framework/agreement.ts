import { CommandFailure } from './failure.ts'
import type { Terminal } from './terminal.ts'

/** A change that a command is about to make. */
export type PlannedChange = {
  /** `write tokenwatch.config.ts`: completes "This would ...". */
  readonly what: string
  /** One line for each thing that would be different afterwards. */
  readonly steps: readonly string[]
}

/**
 * Returns when somebody has agreed, with `--yes` or at a terminal. Otherwise fails with the plan and exit code 2, and nothing was done.
 */
export async function agree(
  plan: PlannedChange,
  { yes = false }: { readonly yes?: boolean },
  terminal: Terminal,
): Promise<void> {
  if (yes) return
  const lines = [`This would ${plan.what}:`, ...plan.steps.map((step) => `  ${step}`)]
  if (!terminal.isInteractive)
    throw new CommandFailure('not_agreed', [...lines, 'Nothing was done. Add --yes to do it.'], { plan })
  for (const line of lines) terminal.note(line)
  const answer = await terminal.ask('Do it? [y/N] ')
  if (!/^y(es)?$/i.test(answer)) throw new CommandFailure('not_agreed', 'Nothing was done.', { plan })
}
