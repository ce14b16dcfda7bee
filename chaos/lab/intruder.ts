import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'

/** Knocks at a door of an API with a token that nobody has issued: whoever lets it in has failed open. */
export type Intruder = { accepted(): number; stop(): Promise<number> }

const everyMs = 300

export function startIntruder(url: string): Intruder {
  const ending = new AbortController()
  let accepted = 0
  const knock = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const headers = { authorization: `Bearer intruder-${crypto.randomUUID()}`, 'user-agent': 'instance/intruder' }
      const answer = await request(url, { headers, signal: ending.signal }).catch(() => null)
      await answer?.body.dump().catch(() => undefined)
      if (answer !== null && answer.statusCode < 300) accepted += 1
      await wait(everyMs, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  const knocking = knock()
  return {
    accepted: () => accepted,
    async stop() {
      ending.abort()
      await knocking
      return accepted
    },
  }
}
