import { type Standing, standingOf, standings } from '../../model/reason.ts'
import type { Incident, PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { Trouble, Troubles } from '../../state/trouble.ts'

type Known = Pick<CheckState, 'incident' | 'troubles' | 'recovering'>

/** Returns the open troubles of a state. A state of an earlier version knows only the one that its incident is about. */
export function troublesOf({ incident, troubles = {}, recovering }: Known): Troubles {
  if (incident === null) return {}
  const lead = standingOf(incident.reason)
  return { ...troubles, [lead]: troubles[lead] ?? troubleOf(incident, recovering) }
}

function troubleOf(
  { openedAt, severity, reason, detail, answered, suppressedBy }: Incident,
  recovering: number,
): Trouble {
  const better = recovering === 0 ? null : recovering
  return { openedAt, severity, reason, detail, ...(answered === undefined ? {} : { answered }), suppressedBy, better }
}

/** Lists open troubles, worst first. */
export function inOrder(troubles: Troubles): readonly (readonly [Standing, Trouble])[] {
  return standings.flatMap((standing) => {
    const trouble = troubles[standing]
    return trouble === undefined ? [] : [[standing, trouble] as const]
  })
}

/** Returns the troubles without one of them. */
export function withoutTrouble(troubles: Troubles, standing: Standing): Troubles {
  return Object.fromEntries(Object.entries(troubles).filter(([one]) => one !== standing))
}

/** Lists what else is open beside the reason of a message, and that people are notified of. */
export function openBeside(troubles: Troubles, { reason }: Pick<Incident, 'reason'>): Pick<PendingMessage, 'beside'> {
  const beside = inOrder(troubles)
    .filter(([standing, { suppressedBy }]) => standing !== standingOf(reason) && suppressedBy === null)
    .map(([, trouble]) => ({ reason: trouble.reason, detail: trouble.detail }))
  return beside.length === 0 ? {} : { beside }
}

/** Returns true if only the message about its provider tells that a check cannot be judged. */
export function isInOutage(state: Known): boolean {
  return troublesOf(state).unknown?.suppressedBy === 'outage'
}
