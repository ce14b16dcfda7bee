import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { succeeded } from '../../functions/core/model/succeeded.ts'
import { freePort } from '../support/free-port.ts'
import type { Installed } from './install/installed.ts'

/** An answer that a driver looks at itself, before or after a change that it made. */
export type Seen = { readonly status: number; readonly text: string }

/** A folder, ports and processes for one server. All of them end with it. */
export type Stage = {
  readonly folder: string
  readonly installed: Installed
  port(): Promise<number>
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: string): string
  /** Changes a file that the server wrote itself, and returns the first group of a pattern in it. */
  edit(name: string, change: (content: string) => string, find: RegExp): string
  /** Waits until seconds have passed, for an end that cannot be asked about without moving it. */
  pass(seconds: number): Promise<void>
  /** Starts a program that stays, and keeps its output in the folder. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): void
  /** Runs a program to its end and returns its output. */
  output(program: string, args: readonly string[]): Promise<string>
  /** Returns true if a program accepts connections at a port. */
  listens(port: number): Promise<boolean>
  /** Asks the server; status 0 if nobody answers. */
  ask(url: string, request?: RequestInit): Promise<Seen>
  /** Waits until a condition holds, and fails with the output of the server if it does not within a minute. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>
  /** Ends the programs of this stage by their process ids. */
  stop(): Promise<void>
  /** Stops, and deletes the folder. */
  close(): Promise<void>
}

const patienceMs = 60_000
const everyMs = 100
const killAfterMs = 5_000

export function openStage(installed: Installed): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwatch-server-'))
  const log = join(folder, 'output.log')
  const children: ChildProcess[] = []
  const surroundings = (env: Readonly<Record<string, string>> = {}) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ...installed.env,
    ...env,
  })
  const stop = async () => {
    await Promise.all(children.splice(0).map(end))
  }
  return {
    folder,
    installed,
    port: freePort,
    ...filesIn(folder),
    pass: (seconds) => sleep(seconds * 1_000),
    run(program, args, env) {
      const out = openSync(log, 'a')
      const child = spawn(program, args, {
        cwd: folder,
        env: surroundings(env),
        stdio: ['ignore', out, out],
        detached: true,
      })
      child.once('error', () => undefined)
      children.push(child)
    },
    async output(program, args) {
      const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env: surroundings() })
      return stdout
    },
    listens,
    ask,
    async until(what, holds) {
      const deadline = Date.now() + patienceMs
      while (!(await holds())) {
        if (Date.now() > deadline) throw new Error(`${what}: not within a minute\n${tail(log)}`)
        await sleep(everyMs)
      }
    },
    stop,
    async close() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function filesIn(folder: string): Pick<Stage, 'write' | 'edit'> {
  return {
    write(name, content) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content)
      return path
    },
    edit(name, change, find) {
      const path = join(folder, name)
      const content = readFileSync(path, 'utf8')
      writeFileSync(path, change(content))
      const found = find.exec(content)?.[1]
      if (found === undefined) throw new Error(`${name} holds nothing like ${find}`)
      return found
    },
  }
}

async function ask(url: string, request: RequestInit = {}): Promise<Seen> {
  try {
    const answer = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(killAfterMs) })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return { status: 0, text: '' }
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await succeeded(once(socket, 'connect'))
  socket.destroy()
  return isOpen
}

/** Ends a program and all that it started: its process group, which it leads. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : Promise.resolve()
  signal(child.pid, 'SIGTERM')
  const left = await Promise.race([exited.then(() => false), sleep(killAfterMs, true, { ref: false })])
  if (left) signal(child.pid, 'SIGKILL')
  await exited
  signal(child.pid, 'SIGKILL')
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name)
  } catch {
    // Nobody of the group is left.
  }
}

function tail(log: string): string {
  return readFileSync(log, { encoding: 'utf8', flag: 'a+' }).slice(-1_500)
}
