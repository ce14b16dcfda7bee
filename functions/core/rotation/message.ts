import { alarmDescription } from '../alerting/messages/check-report.ts'
import { type Message, writeMessage } from '../alerting/messages/message.ts'
import type { MessageReport, OptionalFact } from '../alerting/messages/report.ts'
import type { Check } from '../model/check.ts'
import { optionsFor } from '../model/commands.ts'
import type { Place } from '../model/place.ts'
import { routeOf } from '../model/route.ts'
import type { PendingRotationMessage, RotationRecord } from './record.ts'
import { withoutMark } from './rehearsal.ts'
import { rotationProblems, wakes } from './rotation-problem.ts'

/** A notification about a rotation. */
export type RotationMessage = {
  readonly kind: 'open' | 'resolve'
  readonly check: Check
  readonly record: RotationRecord
  readonly pendingMessage: PendingRotationMessage
}

/** Returns `page` if somebody must be woken, `notice` if it can wait, or if a ticket is enough for this check. */
function topicOf({ check, pendingMessage }: Pick<RotationMessage, 'check' | 'pendingMessage'>): 'page' | 'notice' {
  return wakes(pendingMessage.problem) && check.urgency !== 'ticket' ? 'page' : 'notice'
}

/**
 * Writes the message of a rotation's own incident. Its name ends in `/rotation`, so that a token that works again does not resolve it.
 */
export function rotationMessage(message: RotationMessage, place: Place): Message {
  return writeMessage(reportOf(message, place), place)
}

function reportOf(message: RotationMessage, place: Place): MessageReport {
  const { kind, check, record, pendingMessage } = message
  const { problem, detail, at } = pendingMessage
  const { sentence, todo, next } = rotationProblems[problem]
  const isOpen = kind === 'open'
  const what = isOpen ? sentence : 'in order again'
  return {
    to: topicOf(message),
    routes: [routeOf(check)],
    state: isOpen ? 'ALARM' : 'OK',
    mark: null,
    name: `tokenwatch/${place.deployment}/${check.key}/rotation`,
    short: `${check.key} rotation ${isOpen ? problem : what}`,
    headline: `The rotation of ${check.key}: ${what}${isOpen && detail !== '' ? ` (${detail})` : ''}`,
    description: alarmDescription(check),
    facts: [stakes(check), versions(check, record)],
    next: isOpen
      ? [
          ['What to do', todo],
          ['Next', `${next(withoutMark(check))} ${optionsFor(place)}`],
        ]
      : [],
    details: {
      check: check.key,
      reason: problem,
      impact: check.impact,
      owner: check.owner,
      runbook: check.runbook,
      usedBy: check.usedBy,
      versionId: record.versionId,
    },
    at,
  }
}

function stakes({ impact, usedBy, owner }: Check): readonly OptionalFact[] {
  return [
    ['What breaks', impact],
    ['Used by', usedBy.length === 0 ? null : usedBy.join(', ')],
    ['Owner', owner],
  ]
}

function versions(
  { rotation, runbook }: Check,
  { phase, versionId, baseVersionId }: RotationRecord,
): readonly OptionalFact[] {
  return [
    ['Phase', phase],
    ['From version', baseVersionId],
    ['To version', versionId],
    ['Console', rotation.by === 'ours' ? rotation.terms.consoleUrl : null],
    ['Runbook', runbook],
  ]
}
