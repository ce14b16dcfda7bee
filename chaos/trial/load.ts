import type { CallOutcome } from '../lab/client.ts'

/** One call to the system under test. */
export type Sample = {
  /** Scheduled send time in monotonic milliseconds. Latency counts from here, so that waiting behind earlier calls is included. */
  readonly atMs: number
  readonly endedMs: number
  readonly outcome: CallOutcome
}

export type LoadOptions = {
  /** Arrivals a second, independent of the outcome of earlier calls. */
  readonly perSecond: number
  /** Calls that arrive together. */
  readonly burst: number
  /** `index` counts arrivals; all calls of one burst share it. */
  call(index: number): Promise<CallOutcome>
}

/** A load that runs until it is stopped. */
export type RunningLoad = { readonly samples: readonly Sample[]; stop(): Promise<void> }

/** Starts an open-model load with a constant rate of arrivals. A slow system gets no fewer calls. */
export function startLoad({ perSecond, burst, call }: LoadOptions): RunningLoad {
  const samples: Sample[] = []
  const underWay = new Set<Promise<void>>()
  const [startedMs, everyMs] = [performance.now(), 1_000 / perSecond]
  let index = 0
  let timer: NodeJS.Timeout

  const one = async (atMs: number, arrival: number): Promise<void> => {
    const outcome = await call(arrival).catch((): CallOutcome => ({ kind: 'failed', error: null }))
    samples.push({ atMs, endedMs: performance.now(), outcome })
  }
  const arrive = () => {
    for (let dueMs = startedMs + index * everyMs; dueMs <= performance.now(); dueMs = startedMs + index * everyMs) {
      for (let each = 0; each < burst; each += 1) {
        const made = one(dueMs, index)
        underWay.add(made)
        void made.finally(() => underWay.delete(made))
      }
      index += 1
    }
    timer = setTimeout(arrive, Math.max(1, startedMs + index * everyMs - performance.now()))
  }
  arrive()
  return {
    samples,
    async stop() {
      clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}
