import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { seenText } from '../../functions/core/model/unseen.ts'
import { CommandFailure } from './failure.ts'

/** A colour or style of `styleText`. */
export type Paint = Parameters<typeof styleText>[0]

/** Output and input of a command. The only place that looks for a terminal, a CI system and colours. */
export type Terminal = {
  /** Writes results to stdout. */
  write(text: string): void
  /** Writes one line of anything else to stderr. */
  note(line: string): void
  /** Adds colours if stdout shows them. Respects NO_COLOR, FORCE_COLOR and pipes. */
  paint(format: Paint, text: string): string
  /** True if a person can be asked: stdin and stderr are a terminal, and this is no CI system. */
  readonly isInteractive: boolean
  /** True if a pipeline runs the command. */
  readonly isCi: boolean
  /** Redraws one line of progress in place; does nothing if stderr is no terminal. `null` removes the line. */
  progress(line: string | null): void
  /** Asks on stderr, so that stdout holds results only. Fails if the answer is Ctrl-C or Ctrl-D. */
  ask(question: string): Promise<string>
  readonly environment: Readonly<Record<string, string | undefined>>
}

const escapeCode = '\u001b'

/** Colours and styles as `paint` writes them, and the ends of lines in tables. A style that hides a text is none of them. */
const painted = new RegExp(`(${escapeCode}\\[(?:[0-4]|2[2-4]|[39][0-7]|[34]9)m|\r\n)`)

/** Returns text that a terminal shows and does not obey, beside its colours. */
export const inertText = (text: string): string =>
  text
    .split(painted)
    .map((part, index) => (index % 2 === 1 ? part : seenText(part)))
    .join('')

/** Returns text in which no line is a command of a pipeline's runner, such as `::error::` or `##[error]`. */
export const withoutRunnerCommands = (text: string): string => text.replace(/^([^\S\n]*)(::|##\w*\[)/gm, '$1\\$2')

const clearLine = '\r\u001b[2K'

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process = process): Terminal {
  const isCi = !['', 'false', '0'].includes(env['CI'] ?? '')
  const isLive = stderr.isTTY === true && !isCi
  let progressing = false
  const progress = (line: string | null): void => {
    if (!isLive || (line === null && !progressing)) return
    progressing = line !== null
    stderr.write(`${clearLine}${inertText(line ?? '')}`)
  }
  return {
    write: (text) => void stdout.write(inertText(text)),
    note(line) {
      progress(null)
      stderr.write(`${withoutRunnerCommands(inertText(line))}\n`)
    },
    paint: (format, text) => styleText(format, text, { stream: stdout }),
    isCi,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true && !isCi,
    progress,
    async ask(question) {
      progress(null)
      const lines = createInterface({ input: stdin, output: stderr })
      // The terminal is in raw mode during a question: Ctrl-C arrives as a key, not as a signal.
      const interrupted = new AbortController()
      lines.once('SIGINT', () => interrupted.abort())
      try {
        return (await lines.question(question, { signal: interrupted.signal })).trim()
      } catch {
        stderr.write('\n')
        throw interrupted.signal.aborted
          ? interruption()
          : new CommandFailure('not_agreed', 'no answer, so nothing was done')
      } finally {
        lines.close()
      }
    },
    environment: env,
  }
}

/** Returns the failure of a command that was stopped with Ctrl-C. */
export const interruption = (): CommandFailure =>
  new CommandFailure('interrupted', 'interrupted: nothing more was done')
