import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const cli = fileURLToPath(import.meta.resolve('../../cli/tokenwatch.ts'))

/** Silence after which a fault ends. It is short, because every runner dies here. */
const silence = '1s'

export const controlToken = { TOKENWATCH_CHAOS_CONTROL_TOKEN: 'control-token-of-this-test' }

/** A running `chaos serve`: its supervisor, and the process of its injection points. */
export type Served = {
  readonly supervisor: ChildProcess
  readonly urls: { readonly api: string; readonly controller: string }
  /** Id of the latest process of the points. */
  pointsPid(): number
}

/** Stops the supervisor and the points, whichever of the two is still there. */
export async function stopServing({ supervisor, pointsPid }: Served): Promise<void> {
  const isThere = supervisor.exitCode === null && supervisor.signalCode === null
  const ended = isThere ? once(supervisor, 'exit') : null
  supervisor.kill('SIGTERM')
  await ended
  if (!isThere) process.kill(pointsPid(), 'SIGTERM')
}

/** Starts it in the environment `sandbox`, which the allow-list must hold. */
export async function startServing(apiUrl: string, allow: string): Promise<Served> {
  const environment = ['--environment', 'sandbox', '--allow', allow]
  const args = ['chaos', 'serve', '--api', apiUrl, '--silence', silence, ...environment]
  const supervisor = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...controlToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let pid = 0
  createInterface(supervisor.stderr).on('line', (line) => {
    pid = Number(/^injection points: process (\d+)$/.exec(line)?.[1] ?? pid)
  })
  const found = new Map<string, string>()
  for await (const line of createInterface(supervisor.stdout)) {
    const [name = '', url = ''] = line.split(' ')
    found.set(name, url)
    if (name === 'controller') break
  }
  const at = (name: string) => found.get(name) ?? assert.fail(name)
  return { supervisor, urls: { api: at('api'), controller: at('controller') }, pointsPid: () => pid }
}
