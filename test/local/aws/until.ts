/** Polls a condition that no event reports. Gives up after ten seconds. */
export async function untilSynchronously(condition: () => boolean): Promise<void> {
  const endsAt = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > endsAt) throw new Error(`still not so after ten seconds: ${condition}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
