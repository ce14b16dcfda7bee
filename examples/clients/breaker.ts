/** Stops asking after failures in a row, and lets one request a pause find out whether it is over. */
export type Breaker = {
  /** The named failure to answer with at once; null where a request may be made. */
  refusal(): string | null
  succeeded(): void
  failed(error: string): void
  /** The other side asked for so much patience. */
  wait(milliseconds: number, error: string): void
}

export type BreakerOptions = {
  /** Failures in a row that open it. */
  readonly threshold: number
  /** The pauses double from the first to the longest. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Told when it opens after having been closed. */
  opened(error: string): void
}

export function createBreaker({ threshold, firstPauseMs, longestPauseMs, opened }: BreakerOptions): Breaker {
  let failures = 0
  let openUntil = 0
  let pauseMs = firstPauseMs
  let error = ''
  const open = (milliseconds: number) => {
    openUntil = Date.now() + milliseconds
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }
  return {
    refusal() {
      if (openUntil === 0) return null
      if (Date.now() < openUntil) return error
      // Half open: this one goes, the others wait for what it brings.
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
      open(milliseconds)
    },
  }
}
