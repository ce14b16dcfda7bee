import type { CheckKey } from '../model/check.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { Place } from '../model/place.ts'
import type { CheckDescription, PendingTransition } from '../state/pending-transition.ts'
import { bytesOf, lastThatFit } from '../state/room.ts'
import { type CheckState, type StateStore, stateSchema } from '../state/state.ts'

/** Version of `detail`. It goes up when a field changes its meaning or is removed. */
const detailVersion = '1'

/** One event for EventBridge, whose source and detail type are the same for all. */
export type TransitionEvent = {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly detail: Readonly<Record<string, unknown>>
}

export type TransitionEventDependencies = {
  readonly deployment: Deployment
  readonly states: Pick<StateStore, 'read' | 'write'>
  readonly place: Place
  /** Resolves with the ids of the accepted events. Never rejects. */
  putEvents(events: readonly TransitionEvent[]): Promise<ReadonlySet<string>>
}

/** Transitions of one check that wait at most. The oldest ones give way: what happened last is what others act on. */
const mostTransitions = 100

/** Bytes of a description that is stored, at most. A longer one is read from the config when the event is sent. */
const longestDescription = 8_000

/** Returns the waiting transitions of a check after a verdict. A check that is healthy at first did not change. */
export function transitionsAfter(
  previous: CheckState | null,
  next: Pick<CheckState, 'check' | 'revision' | 'standing' | 'reason' | 'severity' | 'versionId' | 'expiry'>,
  { at, onPurpose, about }: Pick<PendingTransition, 'at' | 'onPurpose' | 'about'>,
): readonly PendingTransition[] {
  const waiting = previous?.transitions ?? []
  const { check, revision, standing, reason, severity, versionId, expiry } = next
  if (previous?.reason === reason || (previous === null && reason === 'healthy')) return waiting
  const from = previous === null ? null : { standing: previous.standing, reason: previous.reason }
  const id = `${check}#${revision}#${at}`
  const expiresAt = typeof expiry?.at === 'number' ? expiry.at : null
  const judged = { id, from, to: { standing, reason, severity }, at, versionId, expiresAt, onPurpose }
  const description = about === undefined ? {} : { about: descriptionOf(about) }
  const latest = bytesOf(description) > longestDescription ? judged : { ...judged, ...description }
  return withinRoom([...waiting, latest])
}

/** Leaves out the oldest transitions when too many wait, or when they are too long together. The oldest one left counts them. */
function withinRoom(waiting: readonly PendingTransition[]): readonly PendingTransition[] {
  const kept = lastThatFit(waiting.slice(-mostTransitions))
  const gone = waiting.slice(0, waiting.length - kept.length)
  const leftOut = gone.reduce((sum, one) => sum + 1 + (one.leftOut ?? 0), 0)
  const [oldest, ...others] = kept
  if (oldest === undefined || leftOut === 0) return kept
  return [{ ...oldest, leftOut: leftOut + (oldest.leftOut ?? 0) }, ...others]
}

const descriptionOf = (check: CheckDescription): CheckDescription => {
  const { environment, provider, profile, owner, impact, runbook, usedBy, tags } = check
  return { environment, provider, profile, owner, impact, runbook, usedBy, tags }
}

/** Writes the event of a transition: names, instants and our own words, and what the config says of the check. No text of a provider. */
export function transitionEvent(
  { id, from, to, at, versionId, expiresAt, onPurpose, leftOut }: PendingTransition,
  { key, about }: { readonly key: CheckKey; readonly about: CheckDescription },
  { deployment }: Place,
): TransitionEvent {
  const detail = {
    version: detailVersion,
    id,
    deployment,
    check: key,
    ...descriptionOf(about),
    from,
    to,
    at: new Date(at).toISOString(),
    versionId,
    expiresAt: expiresAt === null ? null : new Date(expiresAt * 1_000).toISOString(),
    experiment: onPurpose,
    ...(leftOut === undefined ? {} : { leftOut }),
  }
  return { id, at, detail }
}

/** Sends the waiting transitions of all states, then removes those that were accepted. A crash between the two sends them again. */
export async function deliverTransitions(
  states: readonly CheckState[],
  dependencies: TransitionEventDependencies,
): Promise<void> {
  const { deployment, place, putEvents } = dependencies
  const waiting = states.flatMap(({ check: key, transitions = [] }) =>
    transitions.map((one) => ({ one, key, about: one.about ?? checkOf(deployment, key) })),
  )
  if (waiting.length === 0) return
  const events = waiting.flatMap(({ one, key, about }) =>
    about === undefined ? [] : [transitionEvent(one, { key, about }, place)],
  )
  // A state of an earlier version does not describe its check. Once that is removed, nothing is left to send.
  const undescribed = waiting.flatMap(({ one, about }) => (about === undefined ? [one.id] : []))
  const accepted = new Set([...(events.length === 0 ? [] : await putEvents(events)), ...undescribed])
  const settled = states.filter(({ transitions = [] }) => transitions.some(({ id }) => accepted.has(id)))
  await Promise.all(settled.map((state) => settle(state, accepted, dependencies)))
}

/** Attempts to remove accepted transitions while others write the same state. */
const mostTries = 3

async function settle(
  state: CheckState,
  accepted: ReadonlySet<string>,
  { states }: Pick<TransitionEventDependencies, 'states'>,
): Promise<void> {
  let present: CheckState | undefined = state
  for (let tries = 0; present !== undefined && tries < mostTries; tries += 1) {
    if (present.schema > stateSchema) return
    const written = await states.write(withoutAccepted(present, accepted)).catch(() => null)
    if (written !== false) return
    present = (await states.read([state.check]).catch(() => new Map<CheckKey, CheckState>())).get(state.check)
  }
}

function withoutAccepted({ transitions = [], ...state }: CheckState, accepted: ReadonlySet<string>): CheckState {
  const rest = transitions.filter(({ id }) => !accepted.has(id))
  return { ...state, revision: state.revision + 1, ...(rest.length === 0 ? {} : { transitions: rest }) }
}
