import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { bareEnvironment, type Run, type RunEnvironment } from './command-line.ts'

/** A command as it is sent to the process that runs it. */
export type HostedCommand = {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Runs commands like `tokenwatch`, but in turn in one process: starting one takes ten times as long as running a command. Not for a
 * command that a signal ends, and not where a config or the files of the AWS command line change between two commands.
 */
export type CommandHost = {
  run(args: readonly string[], surroundings: RunEnvironment): Promise<Run>
  close(): Promise<void>
}

const script = fileURLToPath(new URL('hosted-commands.ts', import.meta.url))

/** Starts the process of a host. It ends with `close`, or with the process that started it. */
export function openCommandHost(): CommandHost {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const ended = once(child, 'close')
  let turn: Promise<unknown> = Promise.resolve()
  return {
    run(args, { cwd, env = {} }) {
      const ran = turn.then(() => perform(child, { args, cwd, env: { ...bareEnvironment(cwd), ...env } }))
      turn = ran.catch(() => {})
      return ran
    },
    async close() {
      child.kill()
      await ended
    },
  }
}

async function perform(host: ChildProcess, command: HostedCommand): Promise<Run> {
  const outputs = Promise.all([partsOf(host, host.stdout, 1), partsOf(host, host.stderr, 2)])
  host.send(command)
  const [[stdout = ''], [stderr = '', code]] = await outputs
  return { code: Number(code), stdout, stderr }
}

/** Reads the parts of one command's output, each of which ends with a zero byte. Fails if the process ends first. */
async function partsOf(host: ChildProcess, stream: Readable | null, count: number): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>()
  let written = ''
  const read = (text: string): void => {
    written += text
    const parts = written.split('\0')
    if (parts.length > count) resolve(parts.slice(0, count))
  }
  const fail = (): void => reject(new Error(`the host ended during a command: ${written}`))
  stream?.setEncoding('utf8').on('data', read)
  host.once('close', fail)
  try {
    return await promise
  } finally {
    stream?.off('data', read)
    host.off('close', fail)
  }
}
