/** Aborts on Ctrl-C, on SIGTERM and when the time is over. A second Ctrl-C ends the process at once. */
export function endingAfter(seconds: number | null): AbortSignal {
  const ending = new AbortController()
  const end = () => ending.abort()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  if (seconds !== null) setTimeout(end, seconds * 1_000).unref()
  return ending.signal
}

/** Resolves when the signal aborts. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
