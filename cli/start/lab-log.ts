import type { CheckKey } from '../../functions/core/model/check.ts'
import type { DeploymentFacts, ShownReading, StatusEvent } from '../../functions/status-page/facts.ts'
import type { LoggedEvent } from '../../local/logbook.ts'
import { openHappenings } from '../console/happenings.ts'

/** The latest events and readings, collected from the logs of the functions. */
export type LabLog = {
  /** Takes one event. Returns true if it may change what is shown. */
  note(event: LoggedEvent): boolean
  read(): Pick<DeploymentFacts, 'events' | 'earlierEvents' | 'readings'>
}

/** Readings of each check that are kept. */
const keptReadings = 40

export function openLabLog(): LabLog {
  const happenings = openHappenings()
  const readings = new Map<CheckKey, readonly ShownReading[]>()
  return {
    note(event) {
      const shown = shownEvent(event)
      const about = 'check' in event && event.check !== null ? { check: event.check } : {}
      if (shown !== null) happenings.add([{ at: Date.parse(event.at), ...shown, ...about }])
      if (event.event === 'reading')
        readings.set(event.check, [...(readings.get(event.check) ?? []), readingOf(event)].slice(-keptReadings))
      return shown !== null || event.event === 'batch' || event.event === 'tick'
    },
    read: () => ({ ...happenings.read(), readings: new Map(readings) }),
  }
}

function readingOf(event: Extract<LoggedEvent, { event: 'reading' }>): ShownReading {
  const { attempt, shown, status, timings } = event
  return { at: Date.parse(event.at), attempt, shown, status, timings }
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
    case 'readings':
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
