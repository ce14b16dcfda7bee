import { type Command, CommanderError } from 'commander'
import type { AnyCommand } from './command.ts'
import { envelopeOf, envelopeText, failedEnvelope } from './envelope.ts'
import { exitCodes } from './exit-codes.ts'
import { CommandFailure } from './failure.ts'
import { missingPackage } from './own-package.ts'
import { repeatable, withoutPasted } from './pasted.ts'
import { isGroup, programOf } from './program.ts'
import { interruption, openTerminal, type Terminal, withoutRunnerCommands } from './terminal.ts'

/** Options of every command. */
type CommonOptions = { readonly json?: boolean; readonly debug?: boolean; readonly envFile?: string }

/** Runs the command line. Every outcome becomes an exit code and lines that a person can read. */
export async function runCommandLine(commands: readonly AnyCommand[]): Promise<void> {
  const terminal = openTerminal()
  let running: AnyCommand | null = null
  survivePipes(() => running)
  const program = programOf(commands, async ({ command, given }) => {
    running = command
    if (command.untilEnded !== true && command.keepsAtInterrupt !== true) endOnInterrupt(command, given, terminal)
    process.exitCode = await perform(command, given, terminal)
  })
  try {
    refuseUnknown(program, process.argv.slice(2))
    await program.parseAsync()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    if (process.exitCode !== exitCodes.ok && process.argv.includes('--json')) reportUsageError(error, terminal)
  }
}

/** Prints the JSON envelope of a usage error. commander has already written it to stderr for people. */
function reportUsageError({ message }: CommanderError, terminal: Terminal): void {
  const words = withoutPasted(message.replace(/^error: /, ''), process.argv.slice(2))
  const failure = new CommandFailure('usage', words)
  terminal.write(envelopeText(failedEnvelope(repeatable(process.argv[2] ?? ''), failure)))
}

/**
 * Fails for an unknown command, in the words of commander. With `--help`, commander would print the help of all commands and exit with 0,
 * which a script takes for success.
 */
function refuseUnknown(program: Command, [first = '', second = '']: readonly string[]): void {
  const isWord = (text: string) => text !== '' && text !== 'help' && !text.startsWith('-')
  const found = program.commands.find((one) => one.name() === first)
  if (isWord(first) && found === undefined) program.parse(['node', 'tokenwatch', first])
  const isUnknown = found !== undefined && isGroup(first) && !found.commands.some((one) => one.name() === second)
  if (isWord(second) && isUnknown) program.parse(['node', 'tokenwatch', first, second])
}

async function perform(command: AnyCommand, given: CommonOptions, terminal: Terminal): Promise<number> {
  const { json = false, debug = false } = given
  try {
    if (command.looksAtEnvFile !== true) readVariables(given)
    const { guardOutput } = await import('../../functions/aws/guarded-output.ts')
    guardOutput({ writesSoon: true })
    const { run } = await command.load()
    // commander parsed the flags of this very command, so they have the type that its module expects.
    const result = await run(given as never, terminal)
    terminal.progress(null)
    for (const line of result.notes ?? []) terminal.note(line)
    const text = command.annotates === true ? result.text : withoutRunnerCommands(result.text)
    terminal.write(json ? envelopeText(envelopeOf(command.name, result)) : text)
    return result.exitCode
  } catch (error) {
    const failure = error instanceof CommandFailure ? error : defect(error, command)
    const stack = debug ? [await stackOf(error)] : []
    return reportFailure(failure, { command, json, stack }, terminal)
  }
}

/** Sets the variables of `--env-file`. Those that the shell has set stay as they are. */
function readVariables({ envFile }: CommonOptions): void {
  if (envFile === undefined) return
  try {
    process.loadEnvFile(envFile)
  } catch {
    throw new CommandFailure('file', `${envFile}: cannot be read; --env-file expects lines such as API_TOKEN=...`)
  }
}

type FailureContext = { readonly command: AnyCommand; readonly json: boolean; readonly stack: readonly string[] }

function reportFailure(failure: CommandFailure, { command, json, stack }: FailureContext, terminal: Terminal): number {
  terminal.progress(null)
  for (const line of [...failure.lines, ...stack]) terminal.note(line)
  const exitCode = exitCodeIn(command, failure)
  if (json) terminal.write(envelopeText({ ...failedEnvelope(command.name, failure), exitCode }))
  return exitCode
}

/** In the commands of chaos, 2 says that a service is insecure. A failure of ours must not say so. */
function exitCodeIn({ name }: AnyCommand, { exitCode }: CommandFailure): number {
  return name.startsWith('chaos ') && exitCode === exitCodes.undecided ? exitCodes.toolError : exitCode
}

/** Reports an unexpected error by its name only, because its text may hold a secret. */
function defect(error: unknown, { name: command }: AnyCommand): CommandFailure {
  const missing = missingPackage(command, error)
  if (missing !== null) return new CommandFailure('usage', missing)
  const name = error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : typeof error
  return new CommandFailure('internal', `Tokenwatch itself failed (${name}): run it again with --debug to see where`)
}

/** Returns the stack of an error without anything that looks like a secret. */
async function stackOf(error: unknown): Promise<string> {
  const { withoutSecrets } = await import('../../functions/config/secrecy.ts')
  const stack = error instanceof Error ? (error.stack ?? error.name) : typeof error
  return stack
    .split('\n')
    .map((line) => (/^ {4}at /.test(line) ? line : withoutSecrets(line)))
    .join('\n')
}

/** Exits at Ctrl-C. Files are written in one step, so nothing is left half done. */
function endOnInterrupt(command: AnyCommand, { json = false }: CommonOptions, terminal: Terminal): void {
  process.once('SIGINT', () => process.exit(reportFailure(interruption(), { command, json, stack: [] }, terminal)))
}

/**
 * Keeps the exit code when the reader of the output is gone. Stops a command that runs until it is stopped. Nobody misses the rest of a
 * help text, so only a command says that its reader is gone.
 */
function survivePipes(runningNow: () => AnyCommand | null): void {
  let isBroken = false
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isBroken || error.code !== 'EPIPE') return
    isBroken = true
    const running = runningNow()
    if (running !== null) process.stderr.write('the reader of the output is gone (broken pipe)\n')
    if (running?.untilEnded === true) process.emit('SIGTERM')
  })
}
