/** The path of the fleet's alerts. While it is cut, no alert is delivered. */
export type AlertPath = {
  readonly delivered: readonly { readonly atMs: number; readonly message: string }[]
  /** Counts the alerts that were sent while the path was cut. */
  refused(): number
  cut(): void
  restore(): void
}

export function createAlertPath(): AlertPath & { send(message: string): Promise<void> } {
  const delivered: { atMs: number; message: string }[] = []
  let isCut = false
  let refused = 0
  return {
    delivered,
    refused: () => refused,
    cut() {
      isCut = true
    },
    restore() {
      isCut = false
    },
    async send(message) {
      if (isCut) {
        refused += 1
        throw new Error('the alert was not accepted')
      }
      delivered.push({ atMs: performance.now(), message })
    },
  }
}
