import type { Deployment } from '../functions/core/model/deployment.ts'
import { pagePortOf } from './console/listening.ts'
import type { CommandResult } from './framework/command-result.ts'
import { secondsOf } from './framework/durations.ts'
import { endingAfter, untilAborted } from './framework/ending.ts'
import { CommandFailure } from './framework/failure.ts'
import type { Terminal } from './framework/terminal.ts'
import { startLabConsole } from './start/lab-console.ts'
import { writeOperatorFile } from './start/operator-file.ts'
import { openScreen } from './start/screen.ts'
import { findSubject, type SubjectOptions } from './start/subject.ts'

/** Options of `tokenwatch start`. */
export type StartOptions = SubjectOptions & {
  /** Duration after which it stops by itself, for CI and transcripts. */
  readonly for?: string
  /** Port of the page; any free one without it. */
  readonly port?: string
}

/** Runs Tokenwatch on this machine until Ctrl-C: the six stories, or the checks of a config. */
export async function run(options: StartOptions, terminal: Terminal): Promise<CommandResult> {
  const seconds = secondsOf('--for', options.for)
  const port = pagePortOf(options.port)
  const subject = await findSubject(options)
  if (typeof subject === 'string') throw new CommandFailure('usage', subject)
  await using opened = new AsyncDisposableStack()
  opened.defer(() => subject.close())
  const ending = endingAfter(seconds)
  const { startStack } = await import('../local/stack.ts')
  const { labTable: table } = await import('../local/directory.ts')
  // The page shows each reading.
  const deployment: Deployment = { ...subject.deployment, logs: 'all' }
  const stack = opened.adopt(await startStack({ ...subject, deployment, scheduled: true }), (one) => one.close())
  const lab = await startLabConsole({ subject, stack, table, port, author: authorAt(terminal) })
  opened.defer(() => lab.close())
  const operator = opened.adopt(await writeOperatorFile(lab.operator), (one) => one.close())
  const head = { address: lab.page.url, operator: operator.line, deployment: subject.deployment }
  const screen = openScreen(process.stdout, head)
  opened.defer(async () => screen.close())
  const stopShowing = lab.facts.onLook(() => void lab.facts.latest(Number.POSITIVE_INFINITY).then(screen.show))
  opened.defer(async () => stopShowing())
  void subject.play(stack.aws, ending)
  await untilAborted(ending)
  return { exitCode: 0, data: null, text: '' }
}

/** The person at the lab. A machine that does not name its user may try the actions too. */
function authorAt({ environment }: Terminal): string {
  return environment['USER'] ?? environment['USERNAME'] ?? 'somebody at the lab'
}
