/** Secrets Manager's own date may pass by its window of up to a day, and a little more. */
const missedMs = 26 * 60 * 60_000

/** Whether Secrets Manager's own date for the next rotation has passed for good; in epoch milliseconds. */
export function isMissed(nextRotationAt: number | null, nowMs: number): boolean {
  return nextRotationAt !== null && nowMs - nextRotationAt >= missedMs
}
