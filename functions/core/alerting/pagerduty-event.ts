import type { CloudWatchAlarm } from './alarm.ts'

/**
 * An event of PagerDuty's Events API v2, without the routing key, which is added when it is sent
 * (developer.pagerduty.com, "Send an event": source of names and lengths).
 */
export type PagerDutyEvent = {
  readonly event_action: 'trigger' | 'resolve'
  /** Shared by the opening and the closing of an incident. Account and Region are in it: a deployment may have namesakes elsewhere. */
  readonly dedup_key: string
  readonly client: 'Tokenwatch'
  readonly links: readonly { readonly href: string; readonly text: string }[]
  readonly payload: {
    readonly summary: string
    readonly source: string
    readonly severity: 'critical' | 'warning'
    /** ISO 8601. */
    readonly timestamp?: string
    readonly component: string
    readonly group: string
    readonly class: string
    readonly custom_details: Readonly<Record<string, string>>
  }
}

const dedupKeyLimit = 255
const summaryLimit = 1_024

/** Returns the event that closes an incident which an earlier version opened under the name alone; null for an alarm that goes on. */
export function endUnderOldKey(alarm: CloudWatchAlarm): PagerDutyEvent | null {
  if (alarm.state !== 'OK') return null
  return { ...pagerDutyEvent(alarm), dedup_key: shortened(alarm.name, dedupKeyLimit) }
}

/** Turns an alarm into a PagerDuty event. */
export function pagerDutyEvent({ name, state, headline, at, place, facts, next }: CloudWatchAlarm): PagerDutyEvent {
  const { check, reason, runbook, alertLevel, ...details } = Object.fromEntries(facts)
  const onward = [...(runbook === undefined ? [] : [['Runbook', runbook] as const]), ...next]
  return {
    event_action: state === 'ALARM' ? 'trigger' : 'resolve',
    dedup_key: shortened(place === '' ? name : `${place}/${name}`, dedupKeyLimit),
    client: 'Tokenwatch',
    links: onward.flatMap(([text, href]) => (isLink(href) ? [{ href, text }] : [])),
    payload: {
      summary: shortened(headline, summaryLimit),
      source: place === '' ? 'tokenwatch' : place,
      severity: alertLevel === 'notice' ? 'warning' : 'critical',
      ...(at === null ? {} : { timestamp: new Date(at).toISOString() }),
      component: check ?? name,
      group: check?.split('/')[0] ?? 'tokenwatch',
      class: reason ?? 'alarm',
      custom_details: { ...details, ...Object.fromEntries([...next].filter(([, value]) => !isLink(value))) },
    },
  }
}

/** Cuts a text between characters, never inside one. */
function shortened(text: string, limit: number): string {
  return [...text.toWellFormed()].slice(0, limit).join('')
}

const isLink = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '')
