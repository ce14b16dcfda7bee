import { type Acknowledged, acknowledge } from '../../functions/core/alerting/incidents/acknowledge.ts'
import { instantOf } from '../../functions/core/alerting/messages/instant.ts'
import type { CheckKey } from '../../functions/core/model/check.ts'
import type { Incident } from '../../functions/core/state/incident.ts'
import type { StateStore } from '../../functions/core/state/state.ts'
import type { PlannedChange } from '../framework/agreement.ts'
import { CommandFailure } from '../framework/failure.ts'

type States = Pick<StateStore, 'read' | 'write'>

/** An acknowledgement that waits for a person's word. */
export type PlannedAcknowledgement = { readonly plan: PlannedChange; readonly incident: Incident }

/** Plans to acknowledge the open incident of a check. Fails if none is open. */
export async function planAcknowledgement(
  key: CheckKey,
  author: string,
  states: Pick<StateStore, 'read'>,
): Promise<PlannedAcknowledgement> {
  const incident = (await states.read([key])).get(key)?.incident ?? null
  if (incident === null) throw nothingIsOpen(key)
  const { reason, openedAt, acknowledged } = incident
  const steps = [
    `${reason}, open since ${instantOf(openedAt)}: its reminders stop`,
    'you are still notified when the alert level rises, and when the incident ends',
    ...(acknowledged === null ? [] : [`this replaces the acknowledgement by ${acknowledged.by}`]),
  ]
  return { plan: { what: `acknowledge ${key} as ${author}`, steps }, incident }
}

/** Acknowledges. Tries once more when the monitor has written the same state in between. */
export async function acknowledgeNow(key: CheckKey, author: string, states: States): Promise<void> {
  const attempt = (): Promise<Acknowledged> => acknowledge(key, author, { states, now: Date.now })
  const first = await attempt()
  const done = first === 'try_again' ? await attempt() : first
  if (done === 'nothing_is_open') throw nothingIsOpen(key)
  if (done === 'try_again')
    throw new CommandFailure(
      'conflict',
      `${key}: the monitor changed the state twice at the same moment, so nothing was acknowledged; run the command again`,
    )
}

const nothingIsOpen = (check: CheckKey): CommandFailure =>
  new CommandFailure('not_there', `${check} has no open incident: "tokenwatch incidents" lists the open ones`)
