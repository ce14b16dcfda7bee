import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { emptyRow, type StatusEvent, type StatusRow, type StatusView } from '../../functions/status-page/status-view.ts'
import type { LoggedEvent } from '../../local/logbook.ts'

/** Current standing of every check and the latest events, collected from the logs of the functions. */
export type Board = {
  /** Takes one event. Returns true if the view changed. */
  note(event: LoggedEvent): boolean
  view(nowMs: number): StatusView
  /** Returns true if every check was judged at least once. */
  isComplete(): boolean
}

const shownEvents = 12

export function createBoard({ name, checks }: Deployment): Board {
  const rows = new Map<CheckKey, StatusRow>(checks.map((check) => [check.key, emptyRow(check)]))
  const events: StatusEvent[] = []
  return {
    note(event) {
      const shown = shownEvent(event)
      if (shown !== null) events.push({ at: Date.parse(event.at), ...shown })
      if (events.length > shownEvents) events.shift()
      const isOfRow = event.event === 'reading' || event.event === 'suppressed'
      const row = isOfRow ? rows.get(event.check) : undefined
      if (row !== undefined) rows.set(row.check, rowAfter(row, event))
      return shown !== null || row !== undefined
    },
    view: (nowMs) => ({ deployment: name, at: nowMs, rows: [...rows.values()], events: [...events] }),
    isComplete: () => [...rows.values()].every((row) => row.standing !== null),
  }
}

function rowAfter(row: StatusRow, event: LoggedEvent): StatusRow {
  if (event.event === 'suppressed') return { ...row, suppressed: true }
  if (event.event !== 'reading') return row
  const { standing, reason, shown, retried, timings, required, missing, forbidden, expiresAt, expirySource } = event
  return {
    ...row,
    standing,
    reason,
    shown,
    retried,
    // A new `suppressed` event follows each judgement that is still suppressed.
    suppressed: false,
    latencyMs: timings?.totalMs ?? null,
    scopes: { required, missing, forbidden },
    expiry: expiresAt === null || expirySource === null ? null : { at: expiresAt, source: expirySource },
    judgedAt: Date.parse(event.at),
  }
}

/** Returns the line for an event; null for events that the table shows or that are of no interest to a person. */
function shownEvent(event: LoggedEvent): Omit<StatusEvent, 'at'> | null {
  switch (event.event) {
    case 'transition':
      return {
        kind: 'transition',
        text: event.from === null ? `${event.check} is ${event.to}` : `${event.check}: ${event.from} -> ${event.to}`,
      }
    case 'row_set_aside':
      return { kind: 'fault', text: `a row of ${event.partition} could not be read and was emptied` }
    case 'security':
      if (event.refused !== 'host_not_bound') return { kind: 'fault', text: securityWords[event.refused] }
      return { kind: 'page', text: `${event.check}: refused to send it to a host that its secret does not name` }
    case 'page': {
      const isOver = event.kind === 'resolve' || event.kind === 'removed' || event.kind === 'flapping_ended'
      const said = isOver ? `OK ${event.check}: no longer ${event.reason}` : `ALARM ${event.check}: ${event.reason}`
      return { kind: event.to, text: accepted(said, event) }
    }
    case 'group_message': {
      const said = `${event.about} of ${event.provider}: ${event.kind}`
      return { kind: event.about === 'storm' ? 'page' : 'notice', text: accepted(said, event) }
    }
    case 'rotation':
      return { kind: 'rotation', text: `${event.check}: ${event.step ?? event.outcome}` }
    case 'fault':
      return { kind: 'fault', text: `${event.where}: ${event.code}` }
    case 'monitor':
      return { kind: 'fault', text: `Tokenwatch itself is ${event.kind} (${event.canary} canary)` }
    case 'canary':
    case 'withheld':
    case 'heartbeat':
    case 'suppressed':
    case 'review':
    case 'consumer':
    case 'reading':
    case 'batch':
    case 'tick':
    case 'subscriptions':
    case 'notification':
    case 'gate':
    case 'override':
    case 'hook':
      return null
  }
}

const securityWords = {
  secret_in_output: 'a line of the log held a secret and was withheld',
  message_not_ours: 'a message on the queue is not one of ours and was dropped',
} as const

const accepted = (said: string, { accepted }: { readonly accepted: boolean }): string =>
  accepted ? said : `${said} (not accepted, still pending)`
