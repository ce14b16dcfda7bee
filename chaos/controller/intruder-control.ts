import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import type { Injection } from '../injectors/injection.ts'
import type { DeclaredAcceptance } from '../intruder/acceptance.ts'
import { type Intruder, type IntruderReport, referencesOf, startIntruder } from '../intruder/intruder.ts'
import { intruderAgent } from '../intruder/intruder-agent.ts'

/** Calls a protected URL while a fault is on, and learns before how the API answers without a token. */
export type IntruderControl = {
  /** Asks the API for the paths that the service reads, without a token. Call it before a fault is armed. */
  learn(): Promise<void>
  /** `isOn` returns true while a fault of the run is on. */
  begin(url: string, options: { isOn(): boolean; readonly accepts: DeclaredAcceptance | null }): Promise<void>
  report(): IntruderReport | null
  stop(): Promise<void>
}

const contactPollMs = 100

/** Longest time for which the intruder waits for the fault to meet the service first. */
const maxHoldMs = 2_000
const askTimeoutMs = 1_500

/** `apiUrl` is the injection point in front of the API; `null` if there is none. */
export function createIntruderControl(injection: Injection, apiUrl: string | null): IntruderControl {
  let running: Intruder | null = null
  let last: IntruderReport | null = null
  const stop = async () => {
    last = (await running?.stop()) ?? last
    running = null
  }
  return {
    stop,
    report: () => running?.report() ?? last,
    async learn() {
      if (apiUrl !== null) await Promise.all(injection.paths.readable().map((path) => askAsTool(apiUrl, path, null)))
    },
    async begin(url, { isOn, accepts }) {
      await stop()
      const sample = injection.sampleToken
      const references = await referencesOf({ url, sample })
      const begin = (signal: AbortSignal) => firstContact(injection, signal)
      const started = startIntruder(
        { url, sample, declared: accepts, underWay: injection.intruding, begin },
        references,
      )
      running = started
      void untilOver(isOn).then(() => (running === started ? stop() : undefined))
    },
  }
}

/** Waits until the fault has met a request of the service, or for long enough. */
async function firstContact({ wire }: Injection, signal: AbortSignal): Promise<void> {
  const giveUpMs = performance.now() + maxHoldMs
  const hasMet = () => wire.entries.at(-1) !== undefined && wire.entries.some(isContact)
  while (!hasMet() && !signal.aborted && performance.now() < giveUpMs)
    await wait(contactPollMs, undefined, { signal }).catch(() => undefined)
}

const isContact = ({ action, by }: Injection['wire']['entries'][number]): boolean =>
  action !== 'pass' && by === 'service'

/** Longest time from the end of a fault until the next one joins, and until the first one is armed. */
const longestGapMs = 1_000

async function untilOver(isOn: () => boolean): Promise<void> {
  let seenMs = performance.now()
  while (isOn() || performance.now() - seenMs < longestGapMs) {
    if (isOn()) seenMs = performance.now()
    await wait(contactPollMs, undefined, { ref: false })
  }
}

/** Asks the API as this tool, with a token or without one. */
export async function askAsTool(apiUrl: string, path: string, token: string | null): Promise<void> {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
  const headers = { 'user-agent': intruderAgent, ...authorization }
  const signal = AbortSignal.timeout(askTimeoutMs)
  const answer = await request(new URL(path, apiUrl), { headers, signal }).catch(() => null)
  await answer?.body.dump().catch(() => undefined)
}
