import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type BenchName, benches } from './benches.ts'
import { type BenchRow, missing } from './row.ts'

const benchTimeoutMs = 240_000

/**
 * Runs a bench as the leader of a process group, so that whatever it starts ends with it. A bench that fails or takes too long gives one
 * row that says so.
 */
export async function runBench(name: BenchName): Promise<readonly BenchRow[]> {
  const entry = fileURLToPath(import.meta.resolve('./own-process.ts'))
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
