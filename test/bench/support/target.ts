import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A fast API on loopback, in its own process. */
export type BenchTarget = { readonly urls: readonly string[]; close(): Promise<void> }

/** Starts the target on so many ports, each of which is a host to the product. */
export async function startTarget(hosts = 1): Promise<BenchTarget> {
  const server = fileURLToPath(import.meta.resolve('./target-server.ts'))
  const child = spawn(process.execPath, [server, String(hosts)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const ports = await portsOf(child)
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}/me`),
    async close() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function portsOf({ stdout }: ChildProcess): Promise<readonly number[]> {
  if (stdout === null) throw new Error('the target was started without a pipe')
  for await (const line of createInterface(stdout)) return parsePorts(line)
  throw new Error('the target ended before it listened')
}

/** Parses the line that `target-server.ts` prints. */
function parsePorts(line: string): readonly number[] {
  const ports: unknown = JSON.parse(line)
  if (!Array.isArray(ports)) throw new Error('the target printed no list of ports')
  return ports.map(Number)
}
