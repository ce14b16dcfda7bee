import { adviceFor } from '../../model/advice.ts'
import type { Check } from '../../model/check.ts'
import { commandsFor, optionsFor } from '../../model/commands.ts'
import type { Place } from '../../model/place.ts'
import { isEnding, type PendingMessage } from '../../state/incident.ts'
import type { CheckNews } from '../incidents/announcement.ts'
import { byHand } from './by-hand.ts'
import type { Fact } from './report.ts'

/** Lists what to do about a check, and the commands to type. They need no config. */
export function nextSteps({ pending, check }: CheckNews, place: Place): readonly Fact[] {
  // A removed check can neither be acknowledged nor asked again.
  if (pending.kind === 'removed') return []
  const { acknowledge, look } = commandsFor({ key: check.key, rotation: check.rotation.by }, optionsFor(place))
  const acknowledging = isAcknowledgeable(pending) ? [['Acknowledge', acknowledge] as const] : []
  return [...whatToDo(pending, check), ...acknowledging, ['Look again', look]]
}

/** Lists the steps of a rotation by hand where that is what to do, else the advice for the reason. Empty where the incident has ended. */
function whatToDo(pending: PendingMessage, check: Check): readonly Fact[] {
  if (isEnding(pending)) return []
  const { reason } = pending.incident
  const steps = byHand(check, reason)
  return steps.length > 0 ? steps : [['What to do', adviceFor(reason)]]
}

/** Returns true for a message about an open incident that nobody has acknowledged. Flapping is no incident. */
const isAcknowledgeable = (pending: PendingMessage): boolean =>
  !isEnding(pending) && pending.kind !== 'flapping' && pending.incident.acknowledged === null
