import { type Standing, standingOf, standings } from '../../model/reason.ts'
import { isUnopposed } from '../../model/verdict.ts'
import { withChange } from '../../state/flapping.ts'
import type { Incident } from '../../state/incident.ts'
import type { Trouble, Troubles } from '../../state/trouble.ts'
import { isBetter } from './alert-level.ts'
import { type AlertState, leadOf, withMessage } from './alert-state.ts'
import { inOrder, withoutTrouble } from './open-troubles.ts'
import type { AlertStep } from './step.ts'

/**
 * Counts observations that are better than each open trouble, and closes it after `recoversAfter` of them. The incident ends when the
 * trouble ends that it is named after. What is open beside it begins an incident of its own: it has another alert level, or another name.
 */
export function closeRecovered(state: AlertState, step: AlertStep): AlertState {
  const lead = leadOf(state)
  const looked = inOrder(state.troubles).map(
    ([standing, trouble]) => [standing, afterLook(trouble, step, standing !== lead || mayEnd(step))] as const,
  )
  const open: Troubles = Object.fromEntries(looked)
  const over = looked.filter(([, trouble]) => isOver(trouble, step))
  const troubles = over.reduce((rest, [standing]) => withoutTrouble(rest, standing), open)
  const recovering = (lead === null ? null : troubles[lead]?.better) ?? 0
  const next = { ...state, troubles, recovering }
  return lead !== null && over.some(([standing]) => standing === lead) ? endIncident(next, step) : next
}

function afterLook(trouble: Trouble, step: AlertStep, mayBeBetter: boolean): Trouble {
  if (!mayBeBetter || !isBetter(trouble, step)) return trouble.better === null ? trouble : { ...trouble, better: null }
  return { ...trouble, better: (trouble.better ?? 0) + 1 }
}

const isOver = ({ better }: Trouble, { check }: AlertStep): boolean =>
  better !== null && better >= check.thresholds.recoversAfter

/** Returns true if the incident may end: nothing speaks against the credential. Until then, only what is open beside its name ends. */
const mayEnd = ({ verdict }: AlertStep): boolean => isUnopposed(verdict)

/** Ends the incident, and begins another one for what is still open beside it. */
function endIncident(state: AlertState, step: AlertStep): AlertState {
  const { incident } = state
  const { at } = step.verdict
  const ended = {
    ...state,
    incident: null,
    changes: withChange({ ...state, everySeconds: step.check.everySeconds }, at),
  }
  return beginAgain(incident === null || incident.notified === null ? ended : withEnd(ended, incident, at), step)
}

function withEnd(state: AlertState, incident: Incident, at: number): AlertState {
  const to = incident.notified?.to ?? 'notice'
  return { ...state, pending: [...state.pending, { kind: 'resolve', to, incident, at }] }
}

function beginAgain(state: AlertState, { verdict: { at } }: AlertStep): AlertState {
  const worst = inOrder(state.troubles).toSorted(unsuppressedFirst)[0]
  if (worst === undefined) return state
  const begun = { ...state, incident: incidentOf(worst[1]) }
  return withMessage(begun, { kind: 'open', to: worst[1].severity, at })
}

function unsuppressedFirst([a, one]: readonly [Standing, Trouble], [b, other]: readonly [Standing, Trouble]): number {
  const placeOf = (standing: Standing, { suppressedBy }: Trouble) =>
    standings.indexOf(standing) + (suppressedBy === null ? 0 : standings.length)
  return placeOf(a, one) - placeOf(b, other)
}

/** Returns a new incident that is named after a trouble. Nobody was notified of it yet. */
export function incidentOf({ openedAt, severity, reason, detail, answered, suppressedBy }: Trouble): Incident {
  return {
    openedAt,
    severity,
    reason,
    detail,
    ...(answered === undefined ? {} : { answered }),
    notified: null,
    suppressedBy,
    reminders: 0,
    acknowledged: null,
  }
}

/** Returns true if what a trouble is about is waiting for a worse one to end, which the same verdict speaks against. */
export function waitsForEnd({ troubles, incident, recovering }: AlertState, step: AlertStep): boolean {
  if (incident === null || standingOf(step.verdict.reason) !== 'valid') return false
  return troubles.invalid !== undefined || (recovering > 0 && step.wanted !== 'page')
}
