/** Waits for all of these, or until somebody presses Ctrl-C. What is under way then ends by itself, and nobody waits for it. */
export async function untilStopped(all: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
  const stopped = new AbortController()
  const interrupted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true, signal: stopped.signal })
  })
  const ended = Promise.all(all)
  // After Ctrl-C its failures are nobody's any more.
  ended.catch(() => undefined)
  await Promise.race([ended, interrupted])
  stopped.abort()
}
