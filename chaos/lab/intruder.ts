import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'

/** Calls an API with tokens that nobody has issued. An API that accepts one has failed open. */
export type Intruder = { accepted(): number; stop(): Promise<number> }

const intruderIntervalMs = 300

export function startIntruder(url: string): Intruder {
  const ending = new AbortController()
  let accepted = 0
  const callUntilStopped = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const headers = { authorization: `Bearer intruder-${crypto.randomUUID()}`, 'user-agent': 'instance/intruder' }
      const answer = await request(url, { headers, signal: ending.signal }).catch(() => null)
      await answer?.body.dump().catch(() => undefined)
      if (answer !== null && answer.statusCode < 300) accepted += 1
      await wait(intruderIntervalMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const calling = callUntilStopped()
  return {
    accepted: () => accepted,
    async stop() {
      ending.abort()
      await calling
      return accepted
    },
  }
}
