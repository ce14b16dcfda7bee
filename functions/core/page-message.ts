import type { Check } from './check.ts'
import { formatDuration } from './duration.ts'
import type { ExperimentLease } from './experiment.ts'
import type { ExpiryEvidence } from './expiry.ts'
import type { Reason } from './reason.ts'
import type { CheckState, Owed } from './state.ts'

/** Where a deployment runs; the names that a page has to carry. */
export type Place = { readonly deployment: string; readonly accountId: string; readonly region: string }

/** One message on the `page` topic: strict JSON in CloudWatch's alarm shape for machines, sentences for people. */
export type PageMessage = {
  /** At most 100 ASCII characters; PagerDuty drops what does not begin with `ALARM: ` or `OK: `. */
  readonly subject: string
  readonly json: string
  readonly text: string
  readonly environment: string
}

const subjectLimit = 100

/** A reason as a sentence says it: "The token ... is rejected by the provider". */
const spoken: Readonly<Partial<Record<Reason, string>>> = {
  expired: 'has expired',
  revoked: 'has been revoked',
  rejected: 'is rejected by its API',
  half_rotated: 'was rotated only halfway',
  suspended: 'belongs to a suspended account',
  wrong_identity: 'belongs to somebody else',
  wrong_environment: 'belongs to another environment',
  under_scoped: 'lacks scopes that it needs',
  wrong_answer: 'works, but its API does not answer as asserted',
  secret_missing: 'is missing from the secret store',
  secret_malformed: 'is stored in a form that cannot be used',
  quota_exhausted: 'has used up its quota',
  expiring: 'is about to expire',
}

/**
 * Says what happened to a check, in the words and the shape that the topic's subscribers understand. Under an experiment each of them
 * says so first.
 */
export function pageMessage(
  owed: Owed,
  check: Check,
  state: CheckState,
  place: Place,
  experiment: ExperimentLease | null = null,
): PageMessage {
  const value = owed.kind === 'open' ? 'ALARM' : 'OK'
  const alarmName = `tokenwatch/${place.deployment}/${check.key}`
  return {
    subject: ascii(
      `${value}: ${mark(experiment)}${check.key} ${owed.kind === 'open' ? owed.incident.reason : 'is good again'}`,
    ).slice(0, subjectLimit),
    json: JSON.stringify(alarm(value, alarmName, owed, check, state, place, experiment)),
    text: `${sentences(owed, check, state, experiment).join('\n')}\n`,
    environment: check.environment,
  }
}

/** What hangs on a check, as the description of any alarm about it says it. */
export function alarmDescription({ impact, owner, runbook }: Check): string {
  const sentence = /[.!?]$/.test(impact) ? impact : `${impact}.`
  return `${sentence} Owner: ${owner ?? 'nobody is named'}. Runbook: ${runbook ?? 'none'}`
}

/** Field names and time format as CloudWatch sends them: docs.aws.amazon.com/AmazonCloudWatch, "Alarm events and EventBridge" and SNS samples. */
function alarm(
  value: 'ALARM' | 'OK',
  alarmName: string,
  owed: Owed,
  check: Check,
  state: CheckState,
  place: Place,
  experiment: ExperimentLease | null,
): object {
  return {
    AlarmName: alarmName,
    AlarmDescription: alarmDescription(check),
    AWSAccountId: place.accountId,
    NewStateValue: value,
    OldStateValue: value === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: `${mark(experiment)}${headline(owed, check)}`,
    StateChangeTime: new Date(owed.at).toISOString().replace('Z', '+0000'),
    Region: place.region,
    Tokenwatch: {
      check: check.key,
      reason: owed.incident.reason,
      openedAt: new Date(owed.incident.openedAt).toISOString(),
      lastGood: state.lastGood === null ? null : new Date(state.lastGood).toISOString(),
      impact: check.impact,
      owner: check.owner,
      runbook: check.runbook,
      usedBy: check.usedBy,
      versionId: state.versionId,
      ...(experiment === null ? {} : { experiment: experiment.runId }),
    },
  }
}

function headline({ kind, incident, at }: Owed, check: Check): string {
  if (kind === 'open')
    return `The credential ${check.key} ${spoken[incident.reason] ?? `is ${incident.reason}`}: ${incident.detail}`
  return `The credential ${check.key} is good again, after ${formatDuration((at - incident.openedAt) / 1_000)} (${incident.reason})`
}

/** In front of everything that is said while tokens are broken on purpose. */
const mark = (experiment: ExperimentLease | null): string => (experiment === null ? '' : 'EXPERIMENT ')

function sentences(owed: Owed, check: Check, state: CheckState, experiment: ExperimentLease | null): readonly string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Experiment', experiment === null ? null : `${experiment.runId}, until ${utc(experiment.until)} at the latest`],
    ['What breaks', check.impact],
    ['Used by', check.usedBy.length === 0 ? null : check.usedBy.join(', ')],
    ['Since', utc(owed.incident.openedAt)],
    ['Last good', state.lastGood === null ? null : utc(state.lastGood)],
    ['Owner', check.owner],
    ['Expiry', state.expiry === null ? null : sayExpiry(state.expiry)],
    ['Version', state.versionId],
    ['Runbook', check.runbook],
    ['Look again', `npx tokenwatch check ${check.id} --environment ${check.environment} --explain`],
  ]
  const known = facts.filter(([, value]) => value !== null)
  return [`${mark(experiment)}${headline(owed, check)}.`, '', ...known.map(([name, value]) => `${name}: ${value}`)]
}

function sayExpiry({ at, source }: ExpiryEvidence): string {
  return at === 'never' ? `never (${source})` : `${utc(at * 1_000)} (${source})`
}

const utc = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
