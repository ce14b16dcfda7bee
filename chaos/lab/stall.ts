import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Result of some work, with the longest stall of this process meanwhile, in milliseconds. */
export type StallWatched<Result> = { readonly result: Result; readonly stalledMs: number }

/** Runs some work and measures how long the event loop was blocked. Timings of a stalled process say nothing about the client under test. */
export async function watchStalls<Result>(work: () => Promise<Result>): Promise<StallWatched<Result>> {
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  try {
    const result = await work()
    return { result, stalledMs: delays.max / 1e6 }
  } finally {
    delays.disable()
  }
}
