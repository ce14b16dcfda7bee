import { setTimeout as wait } from 'node:timers/promises'

const retryIntervalMs = 5
const giveUpAfterMs = 10_000

/** Polls a condition that no event reports. Gives up after ten seconds, or after the limit in milliseconds. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = giveUpAfterMs): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += retryIntervalMs) {
    if (await isSo()) return
    await wait(retryIntervalMs)
  }
  throw new Error('waited in vain')
}
