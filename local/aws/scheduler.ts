import { setTimeout as delay } from 'node:timers/promises'

export type ScheduledEvent = {
  readonly cadence: string
  /** ISO instant at which the invocation was due. */
  readonly scheduledAt: string
}

export type Schedule = {
  readonly name: string
  readonly everyMs: number
  readonly invoke: (event: ScheduledEvent) => Promise<void>
}

export type Scheduler = {
  /** One more invocation now, besides the rate; resolves when it has ended, retries included. */
  readonly fire: (name: string) => Promise<void>
  readonly close: () => void
}

const retries = 2

/**
 * EventBridge Scheduler: invokes at once and then at the rate. Invocations do not wait for each other, and one that
 * fails is retried twice with the event that it had.
 */
export function startScheduler(options: {
  schedules: readonly Schedule[]
  now?: () => number
  retryDelayMs?: number
}): Scheduler {
  const { schedules, now = Date.now, retryDelayMs = 1_000 } = options
  const closing = new AbortController()

  async function invoke(schedule: Schedule): Promise<void> {
    const event = { cadence: schedule.name, scheduledAt: new Date(now()).toISOString() }
    for (let attempt = 0; attempt <= retries && !closing.signal.aborted; attempt++) {
      try {
        return await schedule.invoke(event)
      } catch {
        await delay(retryDelayMs, undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  const timers = schedules.map((schedule) => setInterval(() => void invoke(schedule), schedule.everyMs))
  for (const schedule of schedules) void invoke(schedule)

  return {
    async fire(name) {
      const schedule = schedules.find((one) => one.name === name)
      if (schedule === undefined) throw new Error(`no schedule is called ${name}`)
      await invoke(schedule)
    },
    close() {
      closing.abort()
      for (const timer of timers) clearInterval(timer)
    },
  }
}
