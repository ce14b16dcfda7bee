import { CommanderError } from 'commander'
import type { AnyCommand } from './command.ts'
import { envelopeOf, failedEnvelope } from './envelope.ts'
import { exitCodes } from './exit-codes.ts'
import { CommandFailure } from './failure.ts'
import { programOf } from './program.ts'
import { interruption, openTerminal, type Terminal } from './terminal.ts'

/** What every command may be told. */
type Common = { readonly json?: boolean; readonly debug?: boolean }

/** Runs what the command line asks for. Whatever happens ends in an exit code and lines that a person can read. */
export async function runCommandLine(commands: readonly AnyCommand[]): Promise<void> {
  const terminal = openTerminal()
  const program = programOf(commands, async ({ command, given }) => {
    survivePipes(command)
    if (command.untilEnded !== true) endOnInterrupt(command, given, terminal)
    process.exitCode = await perform(command, given, terminal)
  })
  try {
    await program.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    if (process.exitCode !== exitCodes.ok && process.argv.includes('--json')) misunderstood(error, terminal)
  }
}

/** commander has told people on stderr; programs that asked for JSON get it here too. */
function misunderstood({ message }: CommanderError, terminal: Terminal): void {
  const failure = new CommandFailure('usage', message.replace(/^error: /, ''))
  terminal.write(`${JSON.stringify(failedEnvelope(process.argv[2] ?? '', failure))}\n`)
}

async function perform(command: AnyCommand, given: Common, terminal: Terminal): Promise<number> {
  const { json = false, debug = false } = given
  try {
    const { run } = await command.load()
    // The flags that commander read are those of this very command, so that they come to what its module expects.
    const result = await run(given as never, terminal)
    terminal.progress(null)
    for (const line of result.notes ?? []) terminal.note(line)
    terminal.write(json ? `${JSON.stringify(envelopeOf(command.name, result))}\n` : result.text)
    return result.exitCode
  } catch (error) {
    const failure = error instanceof CommandFailure ? error : defect(error)
    const stack = debug ? [await stackOf(error)] : []
    return reportFailure(failure, { command, json, stack }, terminal)
  }
}

type AlertContext = { readonly command: AnyCommand; readonly json: boolean; readonly stack: readonly string[] }

function reportFailure(failure: CommandFailure, { command, json, stack }: AlertContext, terminal: Terminal): number {
  terminal.progress(null)
  for (const line of [...failure.lines, ...stack]) terminal.note(line)
  if (json) terminal.write(`${JSON.stringify(failedEnvelope(command.name, failure))}\n`)
  return failure.exitCode
}

/** An error that nobody foresaw: its own text may hold anything, so its name has to do. */
function defect(error: unknown): CommandFailure {
  const name = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : typeof error
  return new CommandFailure('internal', `Tokenwatch itself failed (${name}): --debug prints where`)
}

/** Where it happened, line by line, without anything that looks like a secret. */
async function stackOf(error: unknown): Promise<string> {
  const { withoutSecrets } = await import('../../functions/config/secrecy.ts')
  const stack = error instanceof Error ? (error.stack ?? error.name) : typeof error
  return stack
    .split('\n')
    .map((line) => (/^ {4}at /.test(line) ? line : withoutSecrets(line)))
    .join('\n')
}

/** The second Ctrl-C ends the process as it always does. Files are written in one step, so that nothing is left half done. */
function endOnInterrupt(command: AnyCommand, { json = false }: Common, terminal: Terminal): void {
  process.once('SIGINT', () => process.exit(reportFailure(interruption(), { command, json, stack: [] }, terminal)))
}

/** A reader who has gone takes nothing from the answer: the exit code stands. What runs until it is ended, ends. */
function survivePipes({ untilEnded }: AnyCommand): void {
  let result = false
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (result || error.code !== 'EPIPE') return
    result = true
    process.stderr.write('nobody reads the output any more (broken pipe)\n')
    if (untilEnded === true) process.emit('SIGTERM')
  })
}
