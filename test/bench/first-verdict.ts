import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { entriesOf } from '../support/entries.ts'
import { atMost, type BenchRow } from './support/row.ts'

export const name = 'first-verdict'

const barFirstSeconds = 10
const barStoriesSeconds = 60
const barMemoryMib = 300
const startTimeoutMs = 90_000

/** Lines that a newcomer waits for. */
const sights = {
  verdict: /^\S+ +transition +\S+ is /,
  table: /^check +standing +reason/,
  alarm: /^\S+ +page +ALARM/,
  rotation: /^\S+ +rotation /,
  resolved: /^\S+ +page +OK/,
} as const
type Sight = keyof typeof sights

/** Measures `npm start` for a newcomer, from the start of the process. */
export async function run(): Promise<readonly BenchRow[]> {
  const startedMs = performance.now()
  const cli = fileURLToPath(import.meta.resolve('../../cli/tokenwatch.mjs'))
  const child = spawn(process.execPath, [cli, 'start', '--stories', '--for', '80s'], {
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: startTimeoutMs,
  })
  const ended = once(child, 'exit')
  const seenMs = await watch(child, startedMs)
  const memoryMib = await peakMemoryMib(child)
  child.kill('SIGTERM')
  await ended
  const seconds = (sight: Sight) => (seenMs.get(sight) ?? Number.POSITIVE_INFINITY) / 1_000
  const failing = Math.max(seconds('alarm'), seconds('rotation'))
  return [
    atMost('start to the first verdict on screen', seconds('verdict'), barFirstSeconds, 's'),
    atMost('start to all six verdicts on screen', seconds('table'), barFirstSeconds, 's'),
    atMost('start to a failing and a rotating token on screen', failing, barStoriesSeconds, 's'),
    atMost('start to the end of the stories (page resolved)', seconds('resolved'), barStoriesSeconds, 's'),
    atMost("peak memory of the lab's process", memoryMib, barMemoryMib, 'MiB'),
  ]
}

/** Resolves with the time of each line on the screen, after the last of them or when the process ends. */
async function watch({ stdout }: ChildProcess, startedMs: number): Promise<ReadonlyMap<Sight, number>> {
  if (stdout === null) throw new Error('started without a pipe')
  const seenMs = new Map<Sight, number>()
  const wanted = entriesOf(sights)
  for await (const line of createInterface(stdout)) {
    for (const [sight, pattern] of wanted)
      if (!seenMs.has(sight) && pattern.test(line)) seenMs.set(sight, performance.now() - startedMs)
    if (seenMs.size === wanted.length) break
  }
  return seenMs
}

/** The kernel's high-water mark of resident memory (proc(5)); not a number on anything but Linux. */
async function peakMemoryMib({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024
}
