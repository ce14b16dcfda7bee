/**
 * `npm run bench [names...]`: measures the figures in `docs/performance.md`, and prints one table. A missed bar is reported; the
 * run does not fail.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type BenchName, benches, isBench } from './support/benches.ts'
import { type BenchRow, missing } from './support/row.ts'

const benchTimeoutMs = 240_000
const widths = [14, 74, 16, 16] as const

/** Starts the bench as the leader of a process group, so that whatever it starts ends with it. */
async function inOwnProcess(name: BenchName): Promise<readonly BenchRow[]> {
  const entry = fileURLToPath(import.meta.resolve('./support/own-process.ts'))
  const child = spawn(process.execPath, [...benches[name].flags, entry, name], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const answered = once(child, 'message', { signal: AbortSignal.timeout(benchTimeoutMs) })
  try {
    const [rows] = await Promise.race([answered, ended.then(() => [[missing(name, 'failed')]])])
    // A boundary: `own-process.ts` sends what a bench returned.
    return rows as readonly BenchRow[]
  } catch {
    return [missing(name, `not done in ${benchTimeoutMs / 1_000} s`)]
  } finally {
    endGroup(child.pid)
    await ended
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is already empty.
  }
}

function print(cells: readonly string[]): void {
  process.stdout.write(
    `${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd()}\n`,
  )
}

const asked = process.argv.slice(2)
const names = asked.length === 0 ? Object.keys(benches) : asked
const unknown = names.filter((name) => !isBench(name))
if (unknown.length > 0) {
  process.stderr.write(`no bench named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}\n`)
  process.exit(3)
}
print(['bench', 'what', 'figure', 'bar'])
// Above the number of cores, the figures include other processes.
print(['machine', 'load average before, and cores', `${loadavg()[0]?.toFixed(1)} of ${availableParallelism()}`])
for (const name of names.filter(isBench))
  for (const { what, figure, bar, met } of await inOwnProcess(name))
    print([name, what, figure, met === false ? `${bar}  MISSED` : bar])
