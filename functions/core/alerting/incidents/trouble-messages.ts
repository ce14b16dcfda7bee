import { isOutage, standingOf } from '../../model/reason.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import type { AlertContext } from '../../state/alert-context.ts'
import { expiryThresholdAt, isNearerThreshold } from '../../state/expiry-threshold.ts'
import { changesTooOften, isSuppressedByFlapping, withChange } from '../../state/flapping.ts'
import type { AlertLevel, Incident, MessageKind, SuppressedBy } from '../../state/incident.ts'
import type { Trouble } from '../../state/trouble.ts'
import { takesLead } from './alert-level.ts'
import { type AlertState, leadOf, withMessage, withMessageAbout, withTrouble } from './alert-state.ts'
import { inOrder } from './open-troubles.ts'
import { incidentOf } from './recovery.ts'
import { refutes } from './refuted.ts'
import { type AlertStep, causeOf } from './step.ts'
import { isProviderAnswer } from './urgency.ts'

/** A step that is notified at a level. */
type NotifiedStep = AlertStep & { readonly wanted: AlertLevel }

/** Begins a trouble. It opens the incident, or is next of as worse than, or beside, what is open already. */
export function beginTrouble(state: AlertState, step: NotifiedStep): AlertState {
  const { verdict, wanted } = step
  const { everySeconds } = step.check
  const changes = withChange({ ...state, everySeconds }, verdict.at)
  const begun: Trouble = {
    openedAt: verdict.at,
    severity: wanted,
    ...causeOf(step),
    suppressedBy: null,
    better: null,
  }
  const isFlapping =
    state.flapping === null
      ? changesTooOften({ changes, everySeconds }, verdict.at)
      : isSuppressedByFlapping(wanted, state.flapping)
  const trouble = { ...begun, suppressedBy: suppressionOf(begun, isFlapping, step) }
  const { incident } = state
  const next = { ...state, changes, expiryThreshold: thresholdAfter(state, trouble, step) }
  if (incident !== null) return notifyWorse(next, incident, trouble, step)
  const opened = withTrouble({ ...next, incident: incidentOf(trouble) }, trouble)
  return withMessage(opened, { kind: openingOf(step), to: wanted, at: verdict.at })
}

/** Returns the kind of the message that opens an incident. */
const openingOf = ({ neverWorked = false, verdict: { reason } }: AlertStep): MessageKind =>
  neverWorked && (standingOf(reason) === 'invalid' || standingOf(reason) === 'misconfigured') ? 'never_worked' : 'open'

/** Notifies what is new about a trouble that goes on: it became worse, is no longer suppressed, or nears its expiry. */
export function continueTrouble(state: AlertState, trouble: Trouble, step: NotifiedStep): AlertState {
  const { verdict, wanted, check } = step
  if (wanted === 'page' && trouble.severity === 'notice') return worsen(state, trouble, step)
  if (trouble.suppressedBy !== null) return notifyUnsuppressed(state, trouble, step)
  // An expiry beside it does not replace what an unproved credential cannot refute.
  const keepsCause = isUnproved(verdict) && !refutes(verdict, trouble, check) && step.knownEnd !== verdict
  return !keepsCause && isThresholdDue(state, step) ? notifyThreshold(state, trouble, step) : state
}

function worsen(state: AlertState, trouble: Trouble, step: NotifiedStep): AlertState {
  const worse: Trouble = { ...trouble, severity: step.wanted, ...causeOf(step) }
  const suppressedBy = suppressionOf(worse, isSuppressedByFlapping(step.wanted, state.flapping), step)
  const worsened = { ...worse, suppressedBy }
  const next = { ...state, expiryThreshold: thresholdAfter(state, worsened, step) }
  return state.incident === null ? state : notifyWorse(next, state.incident, worsened, step)
}

/** Notifies of a trouble that began or became worse. The incident is named after it from now on, if it is the worst. */
function notifyWorse(state: AlertState, incident: Incident, trouble: Trouble, step: AlertStep): AlertState {
  const { at } = step.verdict
  if (!takesLead(incident, trouble)) return notifyBeside(withTrouble(state, trouble), trouble, { kind: 'also', at })
  const { reason, detail, answered, severity } = trouble
  const cause = { reason, detail, ...(answered === undefined ? {} : { answered }) }
  const worse: Incident = { ...incident, severity, ...cause, reminders: 0, acknowledged: null }
  const kind = incident.notified === null ? 'open' : 'escalate'
  return withMessage(withTrouble({ ...state, incident: worse, recovering: 0 }, trouble), { kind, to: severity, at })
}

/** Notifies of a trouble that the incident is not named after. At the same alert level, an acknowledgement does not cover it. */
function notifyBeside(
  state: AlertState,
  trouble: Trouble,
  { kind, at }: { readonly kind: MessageKind; readonly at: number },
): AlertState {
  const { incident } = state
  if (incident === null || trouble.suppressedBy !== null) return state
  const isNews = trouble.severity === incident.severity
  const heard = isNews ? { ...incident, acknowledged: null, reminders: 0 } : incident
  return withMessageAbout({ ...state, incident: heard }, trouble, { kind, to: trouble.severity, at })
}

function notifyUnsuppressed(state: AlertState, trouble: Trouble, step: NotifiedStep): AlertState {
  const hasLeftOutage = trouble.suppressedBy === 'outage' && !isOutage(step.verdict.reason)
  const present: Trouble = hasLeftOutage ? { ...trouble, ...causeOf(step) } : trouble
  const suppressedBy = suppressionOf(present, isSuppressedByFlapping(present.severity, state.flapping), step)
  if (suppressedBy !== null) {
    // The message about many ends names it again at each threshold.
    const expiryThreshold = suppressedBy === 'storm' ? nearestThreshold(state, step) : state.expiryThreshold
    return withTrouble({ ...state, expiryThreshold }, { ...present, suppressedBy })
  }
  return notifyFreed({ ...state, expiryThreshold: nearestThreshold(state, step) }, present, step)
}

/** Notifies of a trouble that nothing suppresses any more. */
function notifyFreed(state: AlertState, trouble: Trouble, step: AlertStep): AlertState {
  const open: Trouble = { ...trouble, suppressedBy: null }
  const next = withTrouble(state, open)
  const { incident } = next
  if (incident === null) return state
  if (leadOf(next) !== standingOf(open.reason)) return notifyWorse(next, incident, open, step)
  const named = { ...next, incident: { ...incident, reason: open.reason, detail: open.detail } }
  const kind = trouble.suppressedBy === 'silence' ? 'after_silence' : 'open'
  return withMessage(named, { kind, to: open.severity, at: step.verdict.at })
}

/**
 * Notifies of troubles whose silence or storm is over, though this verdict is about something else: a token that died in a silence is not
 * forgotten if its API is away when the silence ends.
 */
export function freeOthers(state: AlertState, step: AlertStep): AlertState {
  const { suppressed, inStorm, endInStorm } = step.alertContext
  const about = [step.verdict, step.knownEnd ?? step.verdict].map(({ reason }) => standingOf(reason))
  return inOrder(state.troubles).reduce((next, [standing, trouble]) => {
    const isCovered = standing === 'valid' ? endInStorm : inStorm
    const isOver = trouble.suppressedBy === 'silence' || (trouble.suppressedBy === 'storm' && !isCovered)
    if (suppressed || !isOver || trouble.better !== null || about.includes(standing)) return next
    if (isSuppressedByFlapping(trouble.severity, next.flapping)) return next
    if (standing === 'valid' && endInStorm) return withTrouble(next, { ...trouble, suppressedBy: 'storm' })
    return notifyFreed(next, trouble, step)
  }, state)
}

function isThresholdDue(state: AlertState, step: AlertStep): boolean {
  if (step.verdict.reason !== 'expiring' || step.alertContext.suppressed || state.recovering > 0) return false
  return isNearerThreshold(nearestThreshold(state, step), state.expiryThreshold)
}

function notifyThreshold(state: AlertState, trouble: Trouble, step: NotifiedStep): AlertState {
  const { at } = step.verdict
  const nearer = { ...trouble, ...causeOf(step) }
  const next = { ...withTrouble(state, nearer), expiryThreshold: nearestThreshold(state, step) }
  const { incident } = next
  if (incident === null) return state
  if (step.alertContext.endInStorm && step.wanted === 'page') return next
  if (leadOf(next) !== standingOf(nearer.reason))
    return withMessageAbout(next, nearer, { kind: 'expiry_threshold', to: step.wanted, at })
  const named = { ...next, incident: { ...incident, ...causeOf(step) } }
  return withMessage(named, { kind: 'expiry_threshold', to: step.wanted, at })
}

/** Returns the expiry threshold after a message: one that a silence suppresses is reached again later. */
function thresholdAfter(state: AlertState, { suppressedBy }: Trouble, step: AlertStep): AlertState['expiryThreshold'] {
  return suppressedBy === 'silence' ? state.expiryThreshold : nearestThreshold(state, step)
}

/** Returns the expiry threshold that was reached, or the remembered one where that is nearer to the expiry. */
function nearestThreshold(
  { expiryThreshold }: AlertState,
  { verdict, check }: AlertStep,
): AlertState['expiryThreshold'] {
  if (verdict.reason !== 'expiring') return expiryThreshold
  const reached = expiryThresholdAt(check, verdict.evidence.expiry, verdict.at / 1_000)
  return isNearerThreshold(reached, expiryThreshold) ? reached : expiryThreshold
}

/** Returns what suppresses the messages about a trouble; `null` where nothing does. */
function suppressionOf(
  { reason, severity, suppressedBy }: Trouble,
  isFlapping: boolean,
  { verdict, alertContext }: AlertStep,
): SuppressedBy | null {
  if (alertContext.suppressed) return 'silence'
  if (alertContext.onPurpose) return isFlapping ? 'flapping' : null
  if (isOutage(verdict.reason) && severity === 'notice') return 'outage'
  if (isInStorm({ reason, severity, suppressedBy }, verdict, alertContext)) return 'storm'
  return isFlapping ? 'flapping' : null
}

/** Returns true if the message about a storm covers a trouble: of its provider, of what its tokens share, or of their known ends. */
function isInStorm(
  { reason, severity, suppressedBy }: Pick<Trouble, 'reason' | 'severity' | 'suppressedBy'>,
  verdict: Verdict,
  { inStorm, endInStorm, isShared }: AlertContext,
): boolean {
  if (standingOf(reason) === 'valid') return endInStorm && severity === 'page'
  if (isShared) return true
  return inStorm && (suppressedBy === 'storm' || (verdict.standing === 'invalid' && isProviderAnswer(verdict)))
}
