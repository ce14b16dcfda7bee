import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { type CallKind, type Crash, crashes } from '../../support/crash-world.ts'
import { isLongRun } from '../../support/long-run.ts'

/** Calls of the run without a failure, and the number of those that were failed in turn. */
export type Swept = { readonly calls: readonly CallKind[]; readonly failed: number }

/**
 * Sweeps one kind of crash over the calls of a run: all in `npm run test:long`, and in `npm test` its third of `sampleOf`. Each kind has a file of its own, so that the runner's processes share them. The
 * sweep runs in a thread without tests: the test runner follows every promise of its own thread, which costs a third more.
 */
export function sweep(crash: Crash): void {
  describe('a run in which a call to AWS fails', { timeout: 900_000 }, () => {
    // Bounded by the number of calls: about a hundred runs, which a busy machine may take minutes for.
    it(`loses nothing, whichever call it is: ${crash}`, { timeout: 900_000 }, async () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: crash })
      // Rejects with the assertion that fails in the thread.
      const [[swept], exit] = await Promise.all([once(worker, 'message'), once(worker, 'exit')])
      const { calls, failed }: Swept = swept
      const kinds = new Set(calls).size
      assert.ok(kinds >= 20, `only ${kinds} kinds of calls`)
      const least = isLongRun ? calls.length : Math.floor(kinds / crashes.length)
      assert.ok(failed >= least, `only ${failed} of ${calls.length} calls`)
      assert.deepEqual(exit, [0])
    })
  })
}
