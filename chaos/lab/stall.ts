import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What some work came to, and the longest time for which this process was kept from going on meanwhile, in milliseconds. */
export type StallWatched<Result> = { readonly result: Result; readonly stalledMs: number }

/** Does work and watches whether the machine lets it: clocks that were stopped prove nothing of whom they measure. */
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
