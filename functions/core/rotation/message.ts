import type { Check } from '../check.ts'
import { alarmDescription, type PageMessage, type Place } from '../page-message.ts'
import type { RotationDebt, RotationRecord } from './record.ts'
import { situations, wakes } from './situation.ts'

/** What people are told of a rotation. */
export type RotationMessage = {
  readonly kind: 'open' | 'resolve'
  readonly check: Check
  readonly record: RotationRecord
  readonly debt: RotationDebt
}

/** `page` where somebody has to get up, `notice` where it can wait for the morning. */
export function topicOf({ debt }: Pick<RotationMessage, 'debt'>): 'page' | 'notice' {
  return wakes(debt.situation) ? 'page' : 'notice'
}

const subjectLimit = 100

/**
 * A rotation's own incident, apart from the token's: the alarm name ends in `/rotation`, so that a token that is good again does not close
 * it.
 */
export function rotationMessage({ kind, check, record, debt }: RotationMessage, place: Place): PageMessage {
  const value = kind === 'open' ? 'ALARM' : 'OK'
  const { sentence, next } = situations[debt.situation]
  const headline =
    kind === 'open' ? `The rotation of ${check.key}: ${sentence}` : `The rotation of ${check.key} is in order again`
  const json = {
    AlarmName: `tokenwatch/${place.deployment}/${check.key}/rotation`,
    AlarmDescription: alarmDescription(check),
    AWSAccountId: place.accountId,
    NewStateValue: value,
    OldStateValue: value === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: debt.detail === '' ? headline : `${headline} (${debt.detail})`,
    StateChangeTime: new Date(debt.at).toISOString().replace('Z', '+0000'),
    Region: place.region,
    Tokenwatch: {
      check: check.key,
      reason: debt.situation,
      impact: check.impact,
      owner: check.owner,
      runbook: check.runbook,
      usedBy: check.usedBy,
      versionId: record.versionId,
    },
  }
  return {
    subject: `${value}: ${check.key} rotation ${kind === 'open' ? debt.situation : 'is in order again'}`.slice(
      0,
      subjectLimit,
    ),
    json: JSON.stringify(json),
    text: `${lines(headline, next(check), check, record, debt).join('\n')}\n`,
    environment: check.environment,
  }
}

function lines(
  headline: string,
  next: string,
  check: Check,
  { phase, versionId, baseVersionId }: RotationRecord,
  { detail, situation }: RotationDebt,
): readonly string[] {
  const consoleUrl = check.rotation.by === 'ours' ? check.rotation.terms.consoleUrl : null
  const facts: readonly (readonly [string, string | null])[] = [
    ['Detail', detail === '' ? null : detail],
    ['What breaks', check.impact],
    ['Used by', check.usedBy.length === 0 ? null : check.usedBy.join(', ')],
    ['Owner', check.owner],
    ['Phase', phase],
    ['From version', baseVersionId],
    ['To version', versionId],
    ['Console', consoleUrl],
    ['Runbook', check.runbook],
    ['What to do', `docs/rotation.md#${situation}`],
    ['Next', next],
  ]
  return [`${headline}.`, '', ...facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))]
}
