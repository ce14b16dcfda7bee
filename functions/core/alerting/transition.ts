import type { Check } from '../model/check.ts'
import { wanderSeconds } from '../model/expiry.ts'
import type { HostBinding } from '../model/host-binding.ts'
import { credentialName } from '../model/secret-name.ts'
import { isUnproved, type Verdict, withShortDetails } from '../model/verdict.ts'
import type { AlertContext } from '../state/alert-context.ts'
import {
  type ControlsSeen,
  comparedAnswers,
  type EarlierAnswers,
  earlierAnswersAfter,
} from '../state/earlier-answers.ts'
import type { KeptVerdict } from '../state/history.ts'
import type { PendingMessage } from '../state/incident.ts'
import { withinRoom } from '../state/pending-room.ts'
import { type CheckState, stateSchema } from '../state/state.ts'
import { alertAfter } from './incidents/alerting.ts'
import { whenUnprovedTooLong } from './incidents/cannot-be-proved.ts'
import { type CheckAudience, withAudience } from './incidents/heard-by.ts'
import { knownEnd } from './incidents/known-end.ts'
import { inOrder, troublesOf } from './incidents/open-troubles.ts'
import { asNotified, isInShadow } from './shadow.ts'
import { transitionsAfter } from './transition-events.ts'
import { historyIn, isSameHistory } from './verdict-history.ts'

/** A verdict with the tick that requested it and the context for its messages. */
export type JudgedCheck = {
  readonly check: Check
  readonly verdict: Verdict
  readonly tick: number
  /** Epoch milliseconds of the judgement before; `null` where none is known. */
  readonly judgedBefore: number | null
  /** The last verdict before whose state was kept; absent where none is known. */
  readonly keptBefore?: KeptVerdict | undefined
  /** True if the check was added, as far as the table shows; absent where that is not known. */
  readonly isNew?: boolean
  /** Hash of what was asked and judged. */
  readonly questionHash: string
  /** Hosts to which its secrets may be sent, where this tick knows them. */
  readonly hosts?: readonly HostBinding[] | undefined
  /** Roles of its secrets whose values cannot be recognized in text, where this tick read them. */
  readonly plainRoles?: readonly string[] | undefined
  /** Result of the controls of this tick, if any was sent. */
  readonly controls?: ControlsSeen | undefined
  readonly alertContext: AlertContext
  /** The people of the check; absent where nobody asks for them. */
  readonly audience?: CheckAudience
}

/**
 * Returns the state after a verdict, or the same object where nothing changed. An older or repeated tick changes nothing. Pending
 * messages are part of the state, so that one conditional write decides who sends them.
 */
export function transition(stored: CheckState | null, given: JudgedCheck): CheckState {
  if (stored !== null && given.tick <= stored.tick) return stored
  const judged = { ...given, verdict: withShortDetails(given.verdict) }
  const shadow = isInShadow(stored, judged.check)
  const previous = asNotified(stored, judged.check)
  const described = describedBy(previous, judged)
  // Messages use the known expiry, also where this tick could not read it.
  const verdict = { ...judged.verdict, evidence: { ...judged.verdict.evidence, expiry: described.expiry } }
  const { check, alertContext } = judged
  const noticed = whenUnprovedTooLong(verdict, check, described.earlierAnswers, alertContext)
  const { neverWorked = false } = described
  const alerted = { ...judged, neverWorked, verdict: noticed, knownEnd: knownEnd(noticed, check, previous) }
  const { onPurpose } = alertContext
  const transitions = transitionsAfter(previous, described, { at: verdict.at, onPurpose, about: check })
  const changed = transitions.length === 0 ? {} : { transitions }
  const hidden: Pick<CheckState, 'shadow'> = shadow ? { shadow } : {}
  const alone = { ...described, ...alertAfter(previous, alerted), ...changed, ...hidden }
  const { audience } = judged
  const heard = audience === undefined ? alone : withAudience(alone, previous?.pending.length ?? 0, audience)
  const next = { ...heard, ...pendingAfter(previous, heard) }
  const { at, reason } = judged.verdict
  const seen = { at, reason, everySeconds: check.everySeconds, before: judged.keptBefore }
  const kept = { ...next, ...historyIn(stored, next, seen) }
  return stored !== null && isSame(stored, kept) ? stored : kept
}

/** Returns the messages that the state has room for, with the number of those that were left out. */
function pendingAfter(
  previous: CheckState | null,
  { pending }: Pick<CheckState, 'pending'>,
): Pick<CheckState, 'pending' | 'leftOut'> {
  const room = withinRoom(pending)
  const leftOut = (pending.length === 0 ? 0 : (previous?.leftOut ?? 0)) + room.leftOut
  return { pending: room.pending, ...(leftOut === 0 ? {} : { leftOut }) }
}

type Described = { readonly earlierAnswers: EarlierAnswers } & Pick<
  CheckState,
  | 'schema'
  | 'check'
  | 'revision'
  | 'tick'
  | 'standing'
  | 'reason'
  | 'severity'
  | 'reasons'
  | 'detail'
  | 'since'
  | 'lastGood'
  | 'expiry'
  | 'versionId'
  | 'neverWorked'
  | 'worked'
  | 'hosts'
  | 'plainRoles'
  | 'questionHash'
  | 'evidence'
>

function describedBy(previous: CheckState | null, judged: JudgedCheck): Described {
  const { verdict, tick, judgedBefore, questionHash } = judged
  const { check, standing, reason, severity, findings, evidence } = verdict
  const { status, rule, identity, environment, scopes, versionId } = evidence
  return {
    schema: stateSchema,
    check,
    revision: (previous?.revision ?? 0) + 1,
    tick,
    standing,
    reason,
    severity,
    reasons: findings.map((finding) => finding.reason),
    detail: findings.find((finding) => finding.reason === reason)?.detail ?? '',
    since: previous?.reason === reason ? previous.since : verdict.at,
    lastGood: lastGood(previous, verdict, judgedBefore),
    expiry: evidence.expiry ?? (standing === 'unknown' && !isUnproved(verdict) ? (previous?.expiry ?? null) : null),
    versionId: versionId ?? previous?.versionId ?? null,
    ...workedAfter(previous, judged),
    ...hostsAfter(previous, judged),
    ...plainRolesAfter(previous, judged),
    questionHash,
    earlierAnswers: earlierAnswersAfter(previous?.earlierAnswers, judged),
    evidence: { status, rule, identity, environment, scopes },
  }
}

/** Returns the note that the credential was valid, or that it never was since its check was added. */
function workedAfter(
  previous: CheckState | null,
  { check, verdict, isNew = false }: JudgedCheck,
): Pick<CheckState, 'neverWorked' | 'worked'> {
  if (verdict.standing === 'valid') return check.secret === null ? {} : { worked: credentialName(check.secret) }
  const worked = previous?.worked === undefined ? {} : { worked: previous.worked }
  return (previous === null ? isNew : previous.neverWorked === true) ? { ...worked, neverWorked: true } : worked
}

function hostsAfter(previous: CheckState | null, judged: JudgedCheck): Pick<CheckState, 'hosts'> {
  const hosts = judged.hosts ?? previous?.hosts ?? []
  return hosts.length === 0 ? {} : { hosts }
}

function plainRolesAfter(previous: CheckState | null, judged: JudgedCheck): Pick<CheckState, 'plainRoles'> {
  const plainRoles = judged.plainRoles ?? previous?.plainRoles ?? []
  return plainRoles.length === 0 ? {} : { plainRoles }
}

function lastGood(previous: CheckState | null, verdict: Verdict, judgedBefore: number | null): number | null {
  if (verdict.standing === 'valid') return verdict.at
  const known = previous?.lastGood ?? null
  return previous?.standing === 'valid' && judgedBefore !== null ? Math.max(judgedBefore, known ?? 0) : known
}

/** Compares two states without their times and without the numbers in the detail: both move at every tick. */
function isSame(previous: CheckState, next: CheckState): boolean {
  const [a, b] = [previous.expiry?.at, next.expiry?.at]
  const sameExpiry = a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= wanderSeconds)
  return sameExpiry && isSameHistory(previous, next) && essence(previous) === essence(next)
}

/** Leaves `changes` out: a new change comes with another incident, and a forgotten one needs no write. */
function essence(state: CheckState): string {
  const { standing, reason, severity, reasons, detail, versionId, questionHash, earlierAnswers, evidence, expiry } =
    state
  const { streak, counts, incident, recovering, expiryThreshold, flapping, rotationFailed, pending } = state
  const troubles = inOrder(troublesOf(state))
  const judged = [
    standing,
    reason,
    severity,
    reasons,
    wordsOf(detail),
    versionId,
    questionHash,
    state.neverWorked ?? false,
    state.hosts ?? [],
    state.plainRoles ?? [],
    state.shadow ?? false,
    state.worked ?? null,
    earlierAnswers === undefined ? null : comparedAnswers(earlierAnswers),
    evidence,
    expiry?.source ?? null,
  ]
  const alerted = [streak.standing, streak.ticks, counts ?? {}, incident, troubles, recovering, flapping]
  return JSON.stringify([...judged, ...alerted, expiryThreshold, rotationFailed, pending])
}

/** Replaces the spans, counts and instants of a sentence: `2h 5m behind` equals `3h behind`. */
const wordsOf = (detail: string): string => detail.replace(/(?:\d\S*\s*)+/g, '# ').trimEnd()

/** Returns the state without the delivered messages. They are compared by content, because other writes may have come between. */
export function delivered(state: CheckState, settled: readonly PendingMessage[]): CheckState {
  const done = new Set(settled.map((pending) => JSON.stringify(pending)))
  const pending = state.pending.filter((one) => !done.has(JSON.stringify(one)))
  const { leftOut, ...rest } = state
  const still = pending.length === 0 || leftOut === undefined ? {} : { leftOut }
  return { ...rest, revision: state.revision + 1, pending, ...still }
}
