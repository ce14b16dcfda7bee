import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bareEnvironment, program } from '../support/command-line.ts'

/** A running `tokenwatch start`, with its output so far. */
export type Started = {
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
  end(): void
  /** Kills the process that a failed test left behind. */
  close(): Promise<void>
}

/** Starts `tokenwatch start`, or another command that runs until it is ended, in a folder that is also its home. */
export function startedCommand(
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
  command: 'start' | 'console' = 'start',
): Started {
  const env = { ...bareEnvironment(cwd), NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, [program, command, ...args], { cwd, env })
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text
    })
  const ended = once(child, 'close').then(([code]) => code)
  return {
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
    ended,
    end: () => void child.kill('SIGTERM'),
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The rows of the latest table, as `check standing reason`. */
export function rowsOf(stdout: string): readonly string[] {
  const table = stdout.slice(stdout.lastIndexOf('check '))
  return [...table.matchAll(/^(production\/\S+) +(\S+) +(\w+)/gm)].map((match) => match.slice(1).join(' '))
}
