/** Stops requests after several failures in a row. After each pause it lets one request through as a test. */
export type Breaker = {
  /** Returns the failure to report at once; `null` if a request may be made. */
  refusal(): string | null
  succeeded(): void
  failed(error: string): void
  /** Refuses all requests for as long as the other side asked for. A success of one that was under way does not end this. */
  wait(milliseconds: number, error: string): void
}

export type BreakerOptions = {
  /** Failures in a row that open the breaker. */
  readonly threshold: number
  /** Pauses double from the first to the longest. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Called when the breaker opens after it was closed. */
  opened(error: string): void
}

export function createBreaker({ threshold, firstPauseMs, longestPauseMs, opened }: BreakerOptions): Breaker {
  let failures = 0
  let openUntil = 0
  let waitUntil = 0
  let pauseMs = firstPauseMs
  let error = ''
  const open = (milliseconds: number) => {
    openUntil = Date.now() + milliseconds
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }
  return {
    refusal() {
      if (Date.now() < waitUntil) return error
      if (openUntil === 0) return null
      if (Date.now() < openUntil) return error
      // Half open: this request goes through, the others wait for its result.
      open(pauseMs)
      return null
    },
    succeeded() {
      failures = 0
      openUntil = 0
      pauseMs = firstPauseMs
    },
    failed(why) {
      failures += 1
      error = why
      if (failures === threshold) opened(why)
      if (failures >= threshold) open(pauseMs)
    },
    wait(milliseconds, why) {
      error = why
      waitUntil = Math.max(waitUntil, Date.now() + milliseconds)
      open(milliseconds)
    },
  }
}
