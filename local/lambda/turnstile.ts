/** Runs at most so many at a time; the others wait in the order in which they came. */
export type Turnstile = <T>(run: () => Promise<T>) => Promise<T>

export function createTurnstile(places: number): Turnstile {
  const waiting: (() => void)[] = []
  let free = places

  return async (run) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await run()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
