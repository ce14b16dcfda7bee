import type { Check } from '../../model/check.ts'
import type { ExpiryEvidence } from '../../model/expiry.ts'
import { standingOf } from '../../model/reason.ts'
import { isOpen } from '../../model/weekly-hours.ts'
import { expiryThresholdAt, isNearerThreshold } from '../../state/expiry-threshold.ts'
import { type Incident, isEnding, type MessageKind, type PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { higherLevel } from './alert-level.ts'
import type { AlertState } from './alert-state.ts'
import type { AlertStep } from './step.ts'

/** A page about an expiry waits for working hours while more than this remains. */
const waitsBeforeExpirySeconds = 86_400

/** Kinds that begin something for people. A later message that waits too takes the place of one, and keeps its kind. */
const beginnings: ReadonlySet<MessageKind> = new Set(['open', 'escalate', 'also', 'after_silence'])

/** Returns true if a page waits for the working hours of its check. */
export function mustWait(
  { urgency, workingHours }: Pick<Check, 'urgency' | 'workingHours'>,
  { reason }: Pick<Incident, 'reason'>,
  { expiry, nowMs }: { readonly expiry: Pick<ExpiryEvidence, 'at'> | null; readonly nowMs: number },
): boolean {
  if (workingHours === null || isOpen(workingHours, nowMs)) return false
  if (urgency === 'hours') return true
  if (reason !== 'expiring') return false
  return typeof expiry?.at !== 'number' || expiry.at - nowMs / 1_000 > waitsBeforeExpirySeconds
}

/**
 * Holds the pages that a step added outside of working hours, and releases one that has waited. Nobody was notified by a page that waits:
 * it is dropped when its problem ends, and another one takes its place.
 */
export function holdPages(before: AlertState, after: AlertState, step: AlertStep): AlertState {
  const { verdict, check, alertContext } = step
  const moment = { expiry: verdict.evidence.expiry, nowMs: verdict.at }
  const added = after.pending.filter((message) => !before.pending.includes(message))
  const held = added.filter((one) => one.to === 'page' && !isEnding(one) && mustWait(check, one.incident, moment))
  const waiting = after.pending.filter(({ waits }) => waits === true)
  if (held.length + waiting.length === 0) return after
  const sent = added.filter((message) => !held.includes(message))
  const rest = after.pending.filter((message) => !held.includes(message) && !waiting.includes(message))
  const incident = withoutHeld(before.incident, after.incident, { held, sent })
  const isNotified = sent.some(({ to, kind }) => to === 'page' && !isEnding({ kind }))
  const still = isNotified ? [] : [...waiting, ...held].filter((message) => isPresent(after, message))
  const message = asOne(still)
  if (message === null) return { ...after, incident, pending: rest }
  const isDue = !alertContext.suppressed && !mustWait(check, message.incident, moment)
  return isDue
    ? { ...after, ...released(message, incident, verdict.at), pending: [...rest, releasedMessage(message, verdict.at)] }
    : { ...after, incident, pending: [...rest, message] }
}

/** Returns the incident with the messages that were sent about it, without those that wait. */
function withoutHeld(
  before: Incident | null,
  after: Incident | null,
  { held, sent }: { readonly held: readonly PendingMessage[]; readonly sent: readonly PendingMessage[] },
): Incident | null {
  if (after === null || held.length === 0) return after
  const earlier = before?.openedAt === after.openedAt ? before.notified : null
  const notified = sent
    .filter(({ incident, kind }) => incident.openedAt === after.openedAt && !isEnding({ kind }))
    .reduce<Incident['notified']>((level, { to, at }) => ({ to: higherLevel(level?.to, to), at }), earlier)
  return { ...after, notified }
}

/** Returns true if the problem of a message is still open, in the same incident. */
function isPresent({ incident, troubles }: AlertState, message: PendingMessage): boolean {
  return incident?.openedAt === message.incident.openedAt && troubles[standingOf(message.incident.reason)] !== undefined
}

/** Returns the one message that stands for all that wait; `null` where none does. */
function asOne(messages: readonly PendingMessage[]): PendingMessage | null {
  const [first, last] = [messages[0], messages.at(-1)]
  if (first === undefined || last === undefined) return null
  if (first === last && first.waits === true) return first
  return { ...last, kind: beginnings.has(first.kind) ? first.kind : last.kind, waits: true }
}

function releasedMessage({ waits: _, ...message }: PendingMessage, at: number): PendingMessage {
  return { ...message, at }
}

const released = (
  message: PendingMessage,
  incident: Incident | null,
  at: number,
): { readonly incident: Incident | null } => ({
  incident: incident?.openedAt === message.incident.openedAt ? { ...incident, notified: { to: 'page', at } } : incident,
})

/** Returns the state with its waiting page released, or the same object where none is due. */
export function withDuePage(state: CheckState, check: Check, nowMs: number): CheckState {
  const message = state.pending.find(({ waits }) => waits === true)
  if (message === undefined || mustWait(check, message.incident, { expiry: state.expiry, nowMs })) return state
  const pending = [...state.pending.filter((one) => one !== message), releasedMessage(message, nowMs)]
  const reached = expiryThresholdAt(check, state.expiry, nowMs / 1_000)
  // The page says how long the credential has left: the threshold that was reached meanwhile is no further message.
  const isNearer = message.incident.reason === 'expiring' && isNearerThreshold(reached, state.expiryThreshold)
  const expiryThreshold = isNearer ? reached : state.expiryThreshold
  return {
    ...state,
    ...released(message, state.incident, nowMs),
    expiryThreshold,
    revision: state.revision + 1,
    pending,
  }
}
