import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { TableClient } from './clients.ts'

/** One cell to be tried: a fault by its number, and who meets it. */
export type CellTask = { readonly fault: string; readonly column: TableClient | 'monitor' }

/** What a cell came to. A disturbed one was kept waiting by the machine for so long that its clocks prove nothing. */
export type CellResult = { readonly cell: string; readonly verdict: string; readonly isDisturbed: boolean }

/** Processes that try cells side by side: as many as the machine bears, which is found out on the way. */
export type Pool = { run(task: CellTask): Promise<CellResult>; close(): void }

/** Nearly all of a trial is waiting, so that a core bears several. */
const mostPerCore = 4

/** So much more is borne after a cell that nothing disturbed: four of them make up for two that were taken back. */
const regained = 0.5

/** For so many cells. Resolves when every process is ready: one that starts is what disturbs the others most. */
export async function openPool(cells: number): Promise<Pool> {
  const most = Math.min(cells, mostPerCore * availableParallelism())
  const all = await Promise.all(Array.from({ length: most }, startWorker))
  const idle = [...all]
  const waiting: (() => void)[] = []
  let allowed = most

  const turn = async (): Promise<ChildProcess> => {
    for (;;) {
      const worker = most - idle.length < Math.floor(allowed) ? idle.pop() : undefined
      if (worker !== undefined) return worker
      await new Promise<void>((resolve) => void waiting.push(resolve))
    }
  }
  return {
    async run(task) {
      const worker = await turn()
      const together = most - idle.length
      const result = await answerOf(worker, task)
      idle.push(worker)
      // Half as many as there were when it began: of several that were disturbed together, each says the same. One for each core is
      // always borne: where that is too much, it is others who disturb.
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

/** What a worker says next, after its task where it is given one. */
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
