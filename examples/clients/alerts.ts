/** Sends alerts to people, and keeps those that were not accepted until they are. */
export type Alerts = { add(message: string): void; close(): void }

const retryAfterMs = 150

export function createAlerts(send: (message: string) => Promise<void>): Alerts {
  const pending: string[] = []
  let timer: NodeJS.Timeout | null = null

  const deliver = async (): Promise<void> => {
    timer = null
    try {
      for (let [next] = pending; next !== undefined; [next] = pending) {
        await send(next)
        pending.shift()
      }
    } catch {
      timer = setTimeout(() => void deliver(), retryAfterMs)
    }
  }
  return {
    add(message) {
      pending.push(message)
      if (timer === null && pending.length === 1) void deliver()
    },
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
