import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { CommandFailure } from './framework/failure.ts'
import { createBoard } from './start/board.ts'
import { coalesced } from './start/coalesced.ts'
import { startPageServer } from './start/page-server.ts'
import { openScreen } from './start/screen.ts'
import { findSubject, type SubjectOptions } from './start/subject.ts'

/** Options of `tokenwatch start`. */
export type StartOptions = SubjectOptions & {
  /** Duration after which it stops by itself, for CI and transcripts. */
  readonly for?: string
}

/** Minimum time between two redraws, however many checks report at once. */
const refreshMs = 150

/** Runs Tokenwatch on this machine until Ctrl-C: the six stories, or the checks of a config. */
export async function run(options: StartOptions): Promise<CommandResult> {
  const seconds = secondsOf('--for', options.for)
  const subject = await findSubject(options)
  if (typeof subject === 'string') throw new CommandFailure('usage', subject)
  const ending = endingAfter(seconds)
  const { startStack } = await import('../local/stack.ts')
  const stack = await startStack({ ...subject, scheduled: true })
  const board = createBoard(subject.deployment)
  const page = await startPageServer(() => board.view(Date.now()))
  const screen = openScreen(process.stdout, page.url)
  const refresh = coalesced(refreshMs, () => {
    screen.show(board.view(Date.now()), board.isComplete())
    page.changed()
  })
  stack.logbook.onEvent((event) => board.note(event) && refresh.ask())
  refresh.ask()
  void subject.play(stack.aws, ending)
  await new Promise<void>((resolve) => (ending.aborted ? resolve() : ending.addEventListener('abort', () => resolve())))
  refresh.stop()
  screen.close()
  await page.close()
  await stack.close()
  await subject.close()
  return { exitCode: 0, data: null, text: '' }
}

/** Aborts on Ctrl-C, on SIGTERM and when the time is over. A second Ctrl-C ends the process at once. */
function endingAfter(seconds: number | null): AbortSignal {
  const ending = new AbortController()
  const end = () => ending.abort()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  if (seconds !== null) setTimeout(end, seconds * 1_000).unref()
  return ending.signal
}
