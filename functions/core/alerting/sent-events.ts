import type { PagerDutyEvent } from './pagerduty-event.ts'

/** The newest event of an incident that was sent to a service, or is about to be. */
export type SentEvent = { readonly sequence: number; readonly action: PagerDutyEvent['event_action'] }

/** Stores the newest event of each incident, by the service that gets it. */
export type SentEventStore = {
  /** Resolves with false if a newer event is stored. The same event may be claimed again: it is a repeated delivery. */
  claim(service: string, incident: string, event: SentEvent, nowMs: number): Promise<boolean>
  newest(service: string, incident: string): Promise<SentEvent | null>
}

/** One event for one service. */
export type OrderedEvent = {
  readonly event: PagerDutyEvent
  /** Its place among the events of the incident; `null` for an alarm that has none. */
  readonly sequence: number | null
  /** Name of the service in the store. It holds no part of a key. */
  readonly service: string
}

type OrderDependencies = {
  readonly sentEvents: SentEventStore
  /** Epoch milliseconds. */
  now(): number
  /** Resolves with `null` when the service accepted the event, else with a failure code. */
  send(event: PagerDutyEvent): Promise<string | null>
}

/**
 * Sends an event unless a newer one of its incident was sent. If the end of the incident was sent meanwhile, it is sent once more: the
 * service may have got both in the other order, and would keep an incident open that nothing closes. Without the table, it is sent anyway.
 */
export async function sendInOrder(
  { event, sequence, service }: OrderedEvent,
  { sentEvents, now, send }: OrderDependencies,
): Promise<string | null> {
  if (sequence === null) return send(event)
  const incident = event.dedup_key
  const claim = { sequence, action: event.event_action }
  if (!(await sentEvents.claim(service, incident, claim, now()).catch(() => true))) return null
  const failure = await send(event)
  if (failure !== null || event.event_action === 'resolve') return failure
  const newest = await sentEvents.newest(service, incident).catch(() => null)
  const isOver = newest !== null && newest.sequence > sequence && newest.action === 'resolve'
  return isOver ? send({ ...event, event_action: 'resolve' }) : null
}
