import type { PagerDutyEvent } from '../../functions/core/alerting/pagerduty-event.ts'
import { until } from '../local/oauth/until.ts'
import { makeCertificates } from './certificates.ts'
import { startHostileServer } from './hostile-server.ts'

/** An event as it came over the wire, and what was answered. */
export type ReceivedEvent = PagerDutyEvent & { readonly routing_key: string; readonly answered: number }

/** PagerDuty's Events API on loopback. It records every event, and accepts those without a planned refusal. */
export type PagerDutyServer = {
  /** Host and port; TLS is spoken there. */
  readonly host: string
  /** PEM certificate of the authority that signed its own. */
  readonly ca: string
  /** Oldest first, refused ones included. */
  readonly events: readonly ReceivedEvent[]
  /** Answers the next events with these; those after them are accepted. */
  refuse(...statuses: readonly number[]): void
  /** Resolves when this many events have come since the start. */
  received(count: number): Promise<void>
  close(): Promise<void>
}

export async function startPagerDuty(): Promise<PagerDutyServer> {
  const { ca, valid } = await makeCertificates()
  const events: ReceivedEvent[] = []
  const refusals: number[] = []
  const server = await startHostileServer(
    ({ method, url, body }) => {
      if (method !== 'POST' || url !== '/v2/enqueue') return { kind: 'json', status: 404, body: {} }
      const status = refusals.shift() ?? 202
      events.push({ ...JSON.parse(body), answered: status })
      // The real API repeats the request in some of its refusals.
      return { kind: 'json', status, body: { status: status === 202 ? 'success' : 'invalid event', errors: [body] } }
    },
    { tls: valid },
  )
  return {
    host: new URL(server.url).host,
    ca: ca.cert,
    events,
    refuse: (...statuses) => void refusals.push(...statuses),
    received: (count) => until(() => events.length >= count),
    close: server.close,
  }
}
