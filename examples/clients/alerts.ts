/** Tells people what is wrong, and keeps what nobody could be told until somebody can be. */
export type Alerts = { tell(message: string): void; close(): void }

const againAfterMs = 150

export function createAlerts(send: (message: string) => Promise<void>): Alerts {
  const owed: string[] = []
  let timer: NodeJS.Timeout | null = null

  const pay = async (): Promise<void> => {
    timer = null
    try {
      for (let [next] = owed; next !== undefined; [next] = owed) {
        await send(next)
        owed.shift()
      }
    } catch {
      timer = setTimeout(() => void pay(), againAfterMs)
    }
  }
  return {
    tell(message) {
      owed.push(message)
      if (timer === null && owed.length === 1) void pay()
    },
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
