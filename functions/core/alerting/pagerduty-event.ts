import type { CloudWatchAlarm } from './alarm.ts'

/**
 * An event of PagerDuty's Events API v2, complete but for the routing key, which joins it on the wire
 * (developer.pagerduty.com, "Send an event": the lengths and the names are from there).
 */
export type PagerDutyEvent = {
  readonly event_action: 'trigger' | 'resolve'
  /** What makes one incident of an opening and its closing. */
  readonly dedup_key: string
  readonly client: 'Tokenwatch'
  readonly links: readonly { readonly href: string; readonly text: string }[]
  readonly payload: {
    readonly summary: string
    readonly source: string
    readonly severity: 'critical'
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

/** Says to PagerDuty what an alarm says. */
export function pagerDutyEvent({ name, state, headline, at, place, facts, next }: CloudWatchAlarm): PagerDutyEvent {
  const { check, reason, runbook, ...details } = Object.fromEntries(facts)
  const onward = [...(runbook === undefined ? [] : [['Runbook', runbook] as const]), ...next]
  return {
    event_action: state === 'ALARM' ? 'trigger' : 'resolve',
    dedup_key: shortened(name, dedupKeyLimit),
    client: 'Tokenwatch',
    links: onward.flatMap(([text, href]) => (isLink(href) ? [{ href, text }] : [])),
    payload: {
      summary: shortened(headline, summaryLimit),
      source: place === '' ? 'tokenwatch' : place,
      severity: 'critical',
      ...(at === null ? {} : { timestamp: new Date(at).toISOString() }),
      component: check ?? name,
      group: check?.split('/')[0] ?? 'tokenwatch',
      class: reason ?? 'alarm',
      custom_details: { ...details, ...Object.fromEntries([...next].filter(([, value]) => !isLink(value))) },
    },
  }
}

/** Cut between characters, never inside of one. */
function shortened(text: string, limit: number): string {
  return [...text.toWellFormed()].slice(0, limit).join('')
}

const isLink = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '')
