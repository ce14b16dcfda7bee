import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** Path of the program that people run. */
export const program = fileURLToPath(new URL('../../cli/tokenwatch.mjs', import.meta.url))

/** Exit code and output of a command. */
export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export type RunEnvironment = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

/** Runs the real binary in an environment of its own: no credentials, no colours, no terminal. */
export function tokenwatch(args: readonly string[], surroundings: RunEnvironment): Promise<Run> {
  return runCommand(process.execPath, [program, ...args], surroundings)
}

/** Runs any command in such an environment, without blocking the lab in this process. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: RunEnvironment,
): Promise<Run> {
  const child = spawn(command, args, {
    cwd,
    env: { ...bareEnvironment(cwd), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, stdout, stderr }
}

/** Returns the variables of every command: none that says who calls AWS, or from where. */
export function bareEnvironment(cwd: string): Readonly<Record<string, string>> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  const cache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
  return { PATH, HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...cache }
}

/** A folder outside the project, like an operator's. */
export async function aFolder(): Promise<{ readonly path: string; close(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'tokenwatch-cli-'))
  return { path, close: () => rm(path, { recursive: true, force: true }) }
}
