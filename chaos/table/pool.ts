import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { TableClient } from './clients.ts'

/** One cell of the table: a fault by its number, and the client or the monitor. */
export type CellTask = { readonly fault: string; readonly column: TableClient | 'monitor' }

/** Result of a cell. If it is disturbed, the process was stalled for so long that its timings prove nothing. */
export type CellResult = { readonly cell: string; readonly verdict: string; readonly isDisturbed: boolean }

/** Worker processes that run cells side by side. Their number adapts to the machine. */
export type Pool = { run(task: CellTask): Promise<CellResult>; close(): void }

/** A trial mostly waits, so one core can run several. */
const maxPerCore = 4

/** Increase of the limit after a cell that was not disturbed: four such cells regain two places. */
const regained = 0.5

/** Opens a pool for a number of cells. Resolves when every process is ready, because starting processes disturb the others most. */
export async function openPool(cells: number): Promise<Pool> {
  const most = Math.min(cells, maxPerCore * availableParallelism())
  const all = await Promise.all(Array.from({ length: most }, startWorker))
  const idle = [...all]
  const waiting: (() => void)[] = []
  let allowed = most

  const nextWorker = async (): Promise<ChildProcess> => {
    for (;;) {
      const worker = most - idle.length < Math.floor(allowed) ? idle.pop() : undefined
      if (worker !== undefined) return worker
      await new Promise<void>((resolve) => void waiting.push(resolve))
    }
  }
  return {
    async run(task) {
      const worker = await nextWorker()
      const together = most - idle.length
      const result = await answerOf(worker, task)
      idle.push(worker)
      // Half of the cells that ran together, because all of them are disturbed at once and each reports it. At least one for each core:
      // if that is too much, other processes on the machine are the cause.
      allowed = result.isDisturbed
        ? Math.max(availableParallelism(), Math.min(allowed, together / 2))
        : Math.min(most, allowed + regained)
      for (const wake of waiting.splice(0)) wake()
      return result
    },
    close() {
      for (const worker of all) worker.disconnect()
    },
  }
}

async function startWorker(): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(import.meta.resolve('#source/chaos/table/worker')), { stdio: 'inherit' })
  await answerOf(worker)
  return worker
}

/** Sends a task to a worker, if there is one, and resolves with the worker's next message. */
async function answerOf(worker: ChildProcess, task?: CellTask): Promise<CellResult> {
  const heard = new AbortController()
  const { signal } = heard
  const result = once(worker, 'message', { signal })
  const ended = once(worker, 'exit', { signal }).then(() => Promise.reject(new Error('a worker of the table ended')))
  if (task !== undefined) worker.send(task)
  try {
    const [answer] = await Promise.race([result, ended])
    return answer
  } finally {
    heard.abort()
    await Promise.allSettled([result, ended])
  }
}
