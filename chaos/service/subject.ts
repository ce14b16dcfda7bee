import { Agent, request } from 'undici'
import type { Controller } from '../controller/client.ts'
import type { Outcome } from '../lab/client.ts'
import type { Subject } from '../trial/subject.ts'

export type ServiceOptions = {
  /** What users call, and the same service without the injection points. */
  readonly urls: Readonly<Record<'fault' | 'control', string>>
  readonly instances: number
  readonly controller: Controller
}

/** Whoever calls a service waits this long. */
const timeoutMs = 10_000

/** A running service, with a controller's injection points before what it uses. */
export function openService({ urls, instances, controller }: ServiceOptions): Subject {
  const dispatcher = new Agent({ connections: 64 })
  let leaseId: string | null = null
  return {
    instances,
    call: (arm) => callOnce(urls[arm], dispatcher),
    async inject(order) {
      leaseId = await controller.inject(order)
    },
    renew: async () => leaseId !== null && controller.renew(leaseId).catch(() => false),
    async remove() {
      if (leaseId !== null) await controller.remove(leaseId)
    },
    async seen() {
      const { wire, counts, acceptedAfterRevocationMs, sawSignatureV4 } = await controller.seen()
      return {
        // The control arm does not pass by the points: one request for one call is what it is measured by.
        wire: { fault: wire, control: [] },
        counts,
        acceptedAfterRevocationMs,
        sawSignatureV4,
        log: [],
        leaks: [],
        monitor: null,
        failOpen: null,
        duplicates: null,
        alerts: null,
      }
    },
    isAsBefore: async () => !(await controller.isLive()),
    close: () => dispatcher.destroy(),
  }
}

/** A service tells of itself by its status: what it names in an `error` is a failure with a name. */
async function callOnce(url: string, dispatcher: Agent): Promise<Outcome> {
  try {
    const { statusCode, headers, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) })
    const text = await body.text()
    if (statusCode < 400)
      return headers['x-degraded'] === undefined ? { kind: 'ok' } : { kind: 'degraded', error: 'degraded' }
    return { kind: 'failed', error: /"error"\s*:\s*"([a-z_]{1,60})"/.exec(text)?.[1] ?? null }
  } catch {
    return { kind: 'failed', error: null }
  }
}
