import { setTimeout as wait } from 'node:timers/promises'

const everyMs = 5
const giveUpAfterMs = 10_000

/** Polls a condition that no event reports. Gives up after ten seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < giveUpAfterMs; waitedMs += everyMs) {
    if (await isSo()) return
    await wait(everyMs)
  }
  throw new Error('waited in vain')
}
