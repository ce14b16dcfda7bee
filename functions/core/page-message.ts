import type { Check } from './check.ts'
import { formatDuration } from './duration.ts'
import type { ExpiryEvidence } from './expiry.ts'
import { type Announcement, environmentsOf, loudnessOf } from './incidents/announcement.ts'
import type { Loudness, Owed } from './incidents/incident.ts'
import type { Reason } from './reason.ts'
import type { CheckState } from './state.ts'

/** Where a deployment runs; the names that a page has to carry. */
export type Place = { readonly deployment: string; readonly accountId: string; readonly region: string }

/** One message on a topic: strict JSON in CloudWatch's alarm shape for machines, sentences for people. */
export type PageMessage = {
  /** What goes to `page` reaches `notice` too. */
  readonly to: Loudness
  /** At most 100 ASCII characters; PagerDuty drops what does not begin with `ALARM: ` or `OK: `. */
  readonly subject: string
  readonly json: string
  readonly text: string
  /** Whose subscribers hear it. */
  readonly environments: readonly string[]
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

/** Says what happened, in the words and the shape that a topic's subscribers understand. */
export function messageOf(announcement: Announcement, place: Place): PageMessage {
  const heard = { to: loudnessOf(announcement), environments: environmentsOf(announcement) }
  switch (announcement.about) {
    case 'check':
      return pageMessage(announcement.owed, announcement.check, announcement.state, place)
    case 'checks': {
      const [{ owed, check }] = announcement.news
      const names = announcement.news.map((news) => news.check.key)
      return plain(heard, `${check.environment}/${owed.kind}`, owed.at, isGood(owed), names.join(', '), place)
    }
    case 'removed':
      return plain(heard, announcement.check, announcement.owed.at, true, 'is watched no longer', place)
    case 'outage': {
      const { outage, kind, at } = announcement
      return plain(heard, `provider/${outage.id}/outage`, at, kind === 'resolve', `nobody can tell: ${kind}`, place)
    }
    case 'flood': {
      const { breaker, kind, at } = announcement
      return plain(heard, `provider/${breaker.id}/flood`, at, kind === 'resolve', `${breaker.bad} are bad`, place)
    }
  }
}

function plain(
  heard: Pick<PageMessage, 'to' | 'environments'>,
  name: string,
  at: number,
  good: boolean,
  words: string,
  { deployment, accountId, region }: Place,
): PageMessage {
  const [value, old] = good ? ['OK', 'ALARM'] : ['ALARM', 'OK']
  const alarm = {
    AlarmName: `tokenwatch/${deployment}/${name}`,
    AlarmDescription: words,
    AWSAccountId: accountId,
    NewStateValue: value,
    OldStateValue: old,
    NewStateReason: words,
    StateChangeTime: new Date(at).toISOString().replace('Z', '+0000'),
    Region: region,
  }
  const subject = ascii(`${value}: ${name} ${words}`).slice(0, subjectLimit)
  return { ...heard, subject, json: JSON.stringify(alarm), text: `${words}.\n` }
}

const isGood = ({ kind }: Owed): boolean => kind === 'resolve' || kind === 'removed' || kind === 'calm'

/** Says what happened to a check. */
export function pageMessage(owed: Owed, check: Check, state: CheckState, place: Place): PageMessage {
  const value = isGood(owed) ? 'OK' : 'ALARM'
  const alarmName = `tokenwatch/${place.deployment}/${check.key}`
  return {
    to: owed.to,
    subject: ascii(`${value}: ${check.key} ${isGood(owed) ? 'is good again' : owed.incident.reason}`).slice(
      0,
      subjectLimit,
    ),
    json: JSON.stringify(alarm(value, alarmName, owed, check, state, place)),
    text: `${sentences(owed, check, state).join('\n')}\n`,
    environments: [check.environment],
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
): object {
  return {
    AlarmName: alarmName,
    AlarmDescription: alarmDescription(check),
    AWSAccountId: place.accountId,
    NewStateValue: value,
    OldStateValue: value === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: headline(owed, check),
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
    },
  }
}

function headline(owed: Owed, check: Check): string {
  const { incident, at } = owed
  if (!isGood(owed))
    return `The credential ${check.key} ${spoken[incident.reason] ?? `is ${incident.reason}`}: ${incident.detail}`
  return `The credential ${check.key} is good again, after ${formatDuration((at - incident.openedAt) / 1_000)} (${incident.reason})`
}

function sentences(owed: Owed, check: Check, state: CheckState): readonly string[] {
  const facts: readonly (readonly [string, string | null])[] = [
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
  return [`${headline(owed, check)}.`, '', ...known.map(([name, value]) => `${name}: ${value}`)]
}

function sayExpiry({ at, source }: ExpiryEvidence): string {
  return at === 'never' ? `never (${source})` : `${utc(at * 1_000)} (${source})`
}

const utc = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
