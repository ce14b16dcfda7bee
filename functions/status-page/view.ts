import { decide } from '../core/gate/decide.ts'
import type { RotationRecord } from '../core/rotation/record.ts'
import { isSettled } from '../core/rotation/record.ts'
import type { Outage, Silence, Storm } from '../core/state/conditions.ts'
import { stateSchema } from '../core/state/state.ts'
import { type CheckView, checkView, isBad, type ShownStanding, shownStandings } from './check-view.ts'
import type { DeploymentFacts, LabFault, StatusEvent } from './facts.ts'
import { foundIn, type OpenIncident } from './open-incidents.ts'

/** Everything that a page shows, as plain data. Instants are epoch milliseconds by the clock of the monitor. */
export type StatusView = {
  readonly deployment: string
  /** Instant of the facts. */
  readonly at: number
  /** Present instant. */
  readonly nowMs: number
  readonly options: string
  /** Sentences about the monitor itself: it does not tick, or judges nothing. */
  readonly monitor: readonly string[]
  /** Sentences about what could not be read. */
  readonly unread: readonly string[]
  readonly counts: Readonly<Record<ShownStanding, number>>
  /** Worst first. */
  readonly checks: readonly CheckView[]
  /** Checks that are bad now: pages, notices, then those without an incident. */
  readonly attention: readonly CheckView[]
  readonly storms: readonly Storm[]
  readonly outages: readonly Outage[]
  readonly silences: readonly Silence[]
  /** Known ends within the next 90 days, the nearest first, and those that have passed. */
  readonly expiries: readonly ExpiryView[]
  /** Open ones first, then the newest. */
  readonly rotations: readonly RotationRecord[]
  /** Newest first. */
  readonly events: readonly StatusEvent[]
  readonly earlierEvents: number
  readonly faults: readonly LabFault[]
}

/** A known end of a credential. */
export type ExpiryView = {
  readonly check: CheckView
  /** Epoch milliseconds. */
  readonly at: number
  readonly hasPassed: boolean
}

/** Length of the timeline of expiries. */
export const timelineMs = 90 * 86_400_000

/** Makes the view from the facts. Pure: the same facts and instant give the same view. */
export function statusView(found: DeploymentFacts, nowMs: number): StatusView {
  const facts = withoutLaterStates(found)
  const { pulses, judgements } = facts
  const { incidents, storms, outages, silences } = openIn(facts)
  const byCheck = new Map(incidents.map((one) => [one.judgement.check, one]))
  const checks = judgements
    .map((one) => checkView(one, byCheck.get(one.check) ?? null, facts, nowMs))
    .toSorted(worstFirst)
  const { dead } = decide({ at: nowMs, pulses, judgements: [] }, noTerms)
  return {
    deployment: facts.deployment,
    at: facts.at,
    nowMs,
    options: facts.options,
    monitor: dead.map(({ because }) => because),
    unread: facts.unread,
    counts: countsOf(checks),
    checks,
    attention: attentionOf(checks),
    storms,
    outages,
    silences,
    expiries: expiriesOf(checks, nowMs),
    rotations: facts.rotations.toSorted(openFirst),
    events: facts.events.toReversed(),
    earlierEvents: facts.earlierEvents,
    faults: facts.faults,
  }
}

/** Leaves out the states that a later Tokenwatch wrote: this one cannot read them. */
function withoutLaterStates(facts: DeploymentFacts): DeploymentFacts {
  const states = new Map([...facts.states].filter(([, { schema }]) => schema <= stateSchema))
  const later = facts.states.size - states.size
  if (later === 0) return facts
  const said = `${later} check${later === 1 ? ' has' : 's have'} a state that a later version of Tokenwatch wrote: use that version, here or in the deployment`
  return { ...facts, states, unread: [...facts.unread, said] }
}

const noTerms = { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null }

function openIn({ judgements, states, conditions, at }: DeploymentFacts) {
  const open = [...states].flatMap(([key, { incident, shadow = false }]) =>
    incident === null ? [] : [[key, shadow ? { ...incident, notified: null } : incident, shadow] as const],
  )
  const incidents = new Map(open.map(([key, incident]) => [key, incident]))
  const shadow = new Set(open.flatMap(([key, , isHidden]) => (isHidden ? [key] : [])))
  return foundIn({ judgements, incidents, shadow, conditions, at }, { environment: null, all: false })
}

function worstFirst(one: CheckView, other: CheckView): number {
  const [a, b] = [one, other].map(({ shown }) => shownStandings.indexOf(shown))
  return (a ?? 0) - (b ?? 0) || (one.key < other.key ? -1 : 1)
}

function countsOf(checks: readonly CheckView[]): StatusView['counts'] {
  const counts = { invalid: 0, misconfigured: 0, unknown: 0, stale: 0, waiting: 0, valid: 0 }
  for (const { shown } of checks) counts[shown] += 1
  return counts
}

function attentionOf(checks: readonly CheckView[]): readonly CheckView[] {
  const rank = ({ incident }: CheckView) => (incident === null ? 2 : incident.incident.severity === 'page' ? 0 : 1)
  return checks
    .filter((check) => check.incident !== null || isBad(check))
    .toSorted((one, other) => rank(one) - rank(other) || sinceOf(one) - sinceOf(other))
}

/** Returns the start of what is bad: that of the incident, else that of the reason. */
export function sinceOf({ incident, since }: { incident: OpenIncident | null; since: number | null }): number {
  return incident?.incident.openedAt ?? since ?? 0
}

function expiriesOf(checks: readonly CheckView[], nowMs: number): readonly ExpiryView[] {
  return checks
    .flatMap((check) => {
      const { expiry } = check
      if (expiry === null || expiry.at === 'never') return []
      const at = expiry.at * 1_000
      const latest = (expiry.latest ?? expiry.at) * 1_000
      return at - nowMs > timelineMs ? [] : [{ check, at, hasPassed: latest <= nowMs }]
    })
    .toSorted((one, other) => one.at - other.at)
}

function openFirst(one: RotationRecord, other: RotationRecord): number {
  return Number(isSettled(one)) - Number(isSettled(other)) || other.startedAt - one.startedAt
}
