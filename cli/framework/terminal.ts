import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'
import { CommandFailure } from './failure.ts'

/** How a text may be painted. */
export type Paint = Parameters<typeof styleText>[0]

/** Where a command speaks, and whether a person sits there. The one place that asks for a terminal, for CI and for colours. */
export type Terminal = {
  /** Results. */
  write(text: string): void
  /** Everything else, a line at a time. */
  note(line: string): void
  /** Colours where stdout shows them; NO_COLOR, FORCE_COLOR and pipes are respected. */
  paint(format: Paint, text: string): string
  /** Whether somebody can be asked: a terminal on both sides, and no CI. */
  readonly isInteractive: boolean
  /** Whether nobody sits there because a pipeline runs it. */
  readonly isCi: boolean
  /** One line that says what goes on, redrawn in place; nothing where stderr is no terminal. Null ends it. */
  progress(line: string | null): void
  /** Asks on stderr, so that stdout stays a result. Fails where a person answers with Ctrl-C or Ctrl-D. */
  ask(question: string): Promise<string>
  readonly environment: Readonly<Record<string, string | undefined>>
}

const clearLine = '\r\u001b[2K'

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process = process): Terminal {
  const isCi = !['', 'false', '0'].includes(env['CI'] ?? '')
  const isLive = stderr.isTTY === true && !isCi
  let progressing = false
  const progress = (line: string | null): void => {
    if (!isLive || (line === null && !progressing)) return
    progressing = line !== null
    stderr.write(`${clearLine}${line ?? ''}`)
  }
  return {
    write: (text) => void stdout.write(text),
    note(line) {
      progress(null)
      stderr.write(`${line}\n`)
    },
    paint: (format, text) => styleText(format, text, { stream: stdout }),
    isCi,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true && !isCi,
    progress,
    async ask(question) {
      progress(null)
      const lines = createInterface({ input: stdin, output: stderr })
      // While a question stands, the terminal is in raw mode: Ctrl-C comes as a key, and not as a signal.
      const interrupted = new AbortController()
      lines.once('SIGINT', () => interrupted.abort())
      try {
        return (await lines.question(question, { signal: interrupted.signal })).trim()
      } catch {
        stderr.write('\n')
        throw interrupted.signal.aborted
          ? interruption()
          : new CommandFailure('not_agreed', 'no answer: nothing was done')
      } finally {
        lines.close()
      }
    },
    environment: env,
  }
}

/** What Ctrl-C comes to, whenever it comes. */
export const interruption = (): CommandFailure => new CommandFailure('interrupted', 'interrupted: nothing more is done')
