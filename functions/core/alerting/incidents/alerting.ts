import type { Check } from '../../model/check.ts'
import { isOutage, type Standing } from '../../model/reason.ts'
import type { Verdict } from '../../model/verdict.ts'
import { type Flapping, isCalm, isDrownedOut, turnedAt, turnsTooOften } from '../../state/flapping.ts'
import type { Incident, Loudness, Owed, OwedKind, Quiet } from '../../state/incident.ts'
import { isLower, rungAt, rungFor } from '../../state/ladder.ts'
import type { CheckState, Streak } from '../../state/state.ts'
import { isBetter, isWorse, louder } from './loudness.ts'
import { isReminderDue } from './reminders.ts'
import { type Alerted, causeOf, type Step } from './step.ts'
import { isWord, type Urgency, urgencyOf } from './urgency.ts'

/** The part of a check's state that is about telling people. */
export type Alerting = Pick<
  CheckState,
  'streak' | 'incident' | 'recovering' | 'rung' | 'turns' | 'flapping' | 'rotationFailed' | 'owed'
>

const unheard: Alerting = {
  streak: { standing: 'valid', ticks: 0 },
  incident: null,
  recovering: 0,
  rung: null,
  turns: [],
  flapping: null,
  rotationFailed: null,
  owed: [],
}

/**
 * What a verdict changes of what people are told: an incident opens, becomes worse, closes, is remembered. Pure: everything that has
 * to be said is added to `owed`, in the order in which it is to be said.
 */
export function alertAfter(previous: Alerting | null, alerted: Alerted): Alerting {
  const before = ended(previous ?? unheard, alerted)
  const urgency = urgencyOf(alerted.verdict, alerted.check, {
    unreliable: alerted.circumstances.unreliable,
    rotationFailed: before.rotationFailed,
  })
  const streak = streakAfter(before.streak, alerted.verdict, urgency)
  const step: Step = { ...alerted, urgency, wanted: streak.ticks >= urgency.ticks ? urgency.severity : null }
  const closed = recovered({ ...before, streak }, step)
  const after = closed.incident === null ? opened(closed, step) : continued(closed, closed.incident, step)
  return calmed(flapped(after, step), step)
}

/** What was remembered of an older version or of another expiry counts no longer. */
function ended(state: Alerting, { verdict, check }: Alerted): Alerting {
  const { streak, incident, recovering, turns, flapping, owed } = state
  const { versionId, expiry } = verdict.evidence
  const known = verdict.standing !== 'unknown' || expiry !== null
  return {
    ...{ streak, incident, recovering, turns, flapping, owed },
    rung: known ? rungFor(state.rung, check, expiry, verdict.at / 1_000) : state.rung,
    rotationFailed: versionId === null || state.rotationFailed?.versionId === versionId ? state.rotationFailed : null,
  }
}

/** Nobody can tell, for one reason or the other: a check that changes between the two is in trouble all the time. */
const blind: ReadonlySet<Standing> = new Set(['unknown', 'misconfigured'])

function streakAfter(streak: Streak, { standing }: Verdict, { ticks }: Urgency): Streak {
  const goesOn = streak.standing === standing || (blind.has(streak.standing) && blind.has(standing))
  const count = goesOn ? streak.ticks + 1 : 1
  return { standing, ticks: Math.min(count, ticks) }
}

/** Counts verdicts that are better than what is open, and closes it when there are enough of them. */
function recovered(state: Alerting, { verdict, check, urgency }: Step): Alerting {
  const { incident } = state
  if (incident === null || !isBetter(incident, verdict, urgency)) return { ...state, recovering: 0 }
  const recovering = state.recovering + 1
  if (recovering < check.thresholds.recoversAfter) return { ...state, recovering }
  const closed = { ...state, recovering: 0, incident: null, turns: turnedAt(state.turns, verdict.at) }
  if (incident.told === null) return closed
  return { ...closed, owed: [...state.owed, { kind: 'resolve', to: incident.told.to, incident, at: verdict.at }] }
}

function opened(state: Alerting, step: Step): Alerting {
  const { verdict, wanted, check } = step
  if (wanted === null || wanted === 'none') return state
  const turns = turnedAt(state.turns, verdict.at)
  const fresh: Incident = {
    openedAt: verdict.at,
    severity: wanted,
    ...causeOf(step),
    told: null,
    quiet: null,
    reminders: 0,
    acknowledged: null,
  }
  const flaps = state.flapping === null ? turnsTooOften(turns, verdict.at) : isDrownedOut(wanted, state.flapping)
  const quiet = quietFor(fresh, flaps, step)
  const rung = quiet === 'silenced' ? state.rung : lowestRung(state, step, check)
  return toldOf({ ...state, turns, rung, incident: { ...fresh, quiet } }, 'open', wanted, verdict.at)
}

/** An incident that stays open: does it become worse, was it hushed and is not any more, has its expiry come closer, is it forgotten? */
function continued(state: Alerting, incident: Incident, step: Step): Alerting {
  const { verdict, wanted } = step
  if (wanted !== null && wanted !== 'none') {
    if (isWorse(incident, verdict, wanted)) return worsened(state, incident, wanted, step)
    if (incident.quiet !== null) return unhushed(state, incident, step)
    if (isRungDue(state, step)) return climbed(state, incident, wanted, step)
  }
  if (step.circumstances.silenced || state.recovering > 0 || !isReminderDue(incident, verdict.at)) return state
  // What is just as loud, and is the matter by now, is what people are reminded of.
  const present = wanted === incident.severity ? { ...incident, ...causeOf(step) } : incident
  const again = { ...state, incident: { ...present, reminders: incident.reminders + 1 } }
  return toldOf(again, 'remind', incident.severity, verdict.at)
}

function worsened(state: Alerting, incident: Incident, wanted: Loudness, step: Step): Alerting {
  const worse: Incident = { ...incident, severity: wanted, ...causeOf(step), reminders: 0, acknowledged: null }
  const quiet = quietFor(worse, isDrownedOut(wanted, state.flapping), step)
  const rung = quiet === 'silenced' ? state.rung : lowestRung(state, step, step.check)
  const kind = incident.told === null ? 'open' : 'escalate'
  return toldOf({ ...state, rung, incident: { ...worse, quiet } }, kind, wanted, step.verdict.at)
}

function unhushed(state: Alerting, incident: Incident, step: Step): Alerting {
  const grouped = incident.quiet === 'outage' && !isOutage(step.verdict.reason)
  const now: Incident = grouped ? { ...incident, ...causeOf(step) } : incident
  const quiet = quietFor(now, isDrownedOut(now.severity, state.flapping), step)
  const rung = quiet === null ? lowestRung(state, step, step.check) : state.rung
  const kind = incident.quiet === 'silenced' ? 'unsilenced' : 'open'
  return toldOf({ ...state, rung, incident: { ...now, quiet } }, kind, now.severity, step.verdict.at)
}

function isRungDue(state: Alerting, step: Step): boolean {
  if (step.verdict.reason !== 'expiring' || step.circumstances.silenced || state.recovering > 0) return false
  return isLower(lowestRung(state, step, step.check), state.rung)
}

function climbed(state: Alerting, incident: Incident, wanted: Loudness, step: Step): Alerting {
  const closer = { ...state, rung: lowestRung(state, step, step.check), incident: { ...incident, ...causeOf(step) } }
  return toldOf(closer, 'rung', wanted, step.verdict.at)
}

/** The rung to remember: the lowest that was reached, or the one that was told already. */
function lowestRung({ rung }: Alerting, { verdict }: Step, check: Check): Alerting['rung'] {
  if (verdict.reason !== 'expiring') return rung
  const reached = rungAt(check, verdict.evidence.expiry, verdict.at / 1_000)
  return isLower(reached, rung) ? reached : rung
}

/** Why nobody is told of an incident by itself; null where people are. */
function quietFor({ severity, quiet }: Incident, flaps: boolean, { verdict, circumstances }: Step): Quiet | null {
  if (circumstances.silenced) return 'silenced'
  if (circumstances.onPurpose) return flaps ? 'flapping' : null
  if (isOutage(verdict.reason) && severity === 'notice') return 'outage'
  const drowned = quiet === 'flood' || (verdict.standing === 'invalid' && isWord(verdict))
  if (circumstances.flooded && drowned) return 'flood'
  return flaps ? 'flapping' : null
}

/** Owes a message about the open incident, unless it is hushed. */
function toldOf(state: Alerting, kind: OwedKind, to: Loudness, at: number): Alerting {
  const { incident } = state
  if (incident === null || incident.quiet !== null) return state
  const told: Incident = { ...incident, told: { to: louder(incident.told?.to, to), at } }
  return { ...state, incident: told, owed: [...state.owed, { kind, to, incident: told, at }] }
}

/** It opened and closed too often: from here on that is the one thing that is told, until it becomes louder than what came and went. */
function flapped(state: Alerting, { verdict, circumstances }: Step): Alerting {
  if (state.flapping !== null) return louderFlapping(state, state.flapping)
  if (circumstances.silenced || !turnsTooOften(state.turns, verdict.at)) return state
  const incident = state.incident ?? state.owed.at(-1)?.incident ?? null
  if (incident === null) return state
  const said: Owed = { kind: 'flapping', to: 'notice', incident, at: verdict.at }
  return { ...state, flapping: { since: verdict.at, incident }, owed: [...state.owed, said] }
}

function louderFlapping(state: Alerting, flapping: Flapping): Alerting {
  const { incident } = state
  const isHeard = incident !== null && incident.quiet === null && !isDrownedOut(incident.severity, flapping)
  return isHeard ? { ...state, flapping: { ...flapping, incident } } : state
}

/** Nothing turned for a while: what is open now is told as any other. */
function calmed(state: Alerting, { verdict }: Step): Alerting {
  const { flapping, turns, incident } = state
  if (flapping === null || !isCalm(turns, verdict.at)) return state
  const over: Owed = { kind: 'calm', to: 'notice', incident: flapping.incident, at: verdict.at }
  const calm = { ...state, flapping: null, owed: [...state.owed, over] }
  if (incident?.quiet !== 'flapping') return calm
  return toldOf({ ...calm, incident: { ...incident, quiet: null } }, 'open', incident.severity, verdict.at)
}
