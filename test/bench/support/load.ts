/** Result of a load. CPU is the user and system time of this process. */
export type BenchLoad = { readonly done: number; readonly perSecond: number; readonly cpuMicrosecondsEach: number }

/** Keeps so many tasks under way for a while, as a closed loop. */
export async function loadFor(
  durationMs: number,
  concurrency: number,
  task: () => Promise<unknown>,
): Promise<BenchLoad> {
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  const endMs = startedMs + durationMs
  let done = 0
  const one = async () => {
    while (performance.now() < endMs) {
      await task()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  const { user, system } = process.cpuUsage(startedCpu)
  return {
    done,
    perSecond: (done * 1_000) / (performance.now() - startedMs),
    cpuMicrosecondsEach: (user + system) / done,
  }
}
