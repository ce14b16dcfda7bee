import type { Check } from './check.ts'
import { consoleLinks } from './console-links.ts'
import { formatDuration } from './duration.ts'
import type { ExpiryEvidence } from './expiry.ts'
import { instantOf } from './instant.ts'
import { type Fact, type Message, messageOf, type Report } from './message.ts'
import type { Place } from './place.ts'
import type { Reason } from './reason.ts'
import type { CheckState, Owed } from './state.ts'

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

/** Says what happened to a check, in the words and the shapes that the topics' subscribers understand. */
export function pageMessage(owed: Owed, check: Check, state: CheckState, place: Place): Message {
  return messageOf(reportOf(owed, check, state, place), place)
}

/** What hangs on a check, as the description of any alarm about it says it. */
export function alarmDescription({ impact, owner, runbook }: Check): string {
  const sentence = /[.!?]$/.test(impact) ? impact : `${impact}.`
  return `${sentence} Owner: ${owner ?? 'nobody is named'}. Runbook: ${runbook ?? 'none'}`
}

function reportOf(owed: Owed, check: Check, state: CheckState, place: Place): Report {
  const open = owed.kind === 'open'
  return {
    topic: 'page',
    environment: check.environment,
    state: open ? 'ALARM' : 'OK',
    name: `tokenwatch/${place.deployment}/${check.key}`,
    short: `${check.key} ${open ? owed.incident.reason : 'is good again'}`,
    headline: headline(owed, check),
    description: alarmDescription(check),
    facts: [stakes(check), history(owed, state), evidence(state), whereabouts(check, place)].map(known),
    next: [lookAgain(check), ...consoleLinks(place, owed.incident.openedAt, check.key)],
    details: details(owed, check, state),
    at: owed.at,
  }
}

function headline({ kind, incident, at }: Owed, check: Check): string {
  if (kind === 'open')
    return `The credential ${check.key} ${spoken[incident.reason] ?? `is ${incident.reason}`}: ${incident.detail}`
  return `The credential ${check.key} is good again, after ${formatDuration((at - incident.openedAt) / 1_000)} (${incident.reason})`
}

type Unknown = readonly [name: string, value: string | null]

const known = (facts: readonly Unknown[]): readonly Fact[] =>
  facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]))

const stakes = ({ impact, usedBy, owner, runbook }: Check): readonly Unknown[] => [
  ['What breaks', impact],
  ['Used by', usedBy.join(', ')],
  ['Owner', owner],
  ['Runbook', runbook],
]

const history = ({ incident }: Owed, { lastGood }: CheckState): readonly Unknown[] => [
  ['Since', instantOf(incident.openedAt)],
  ['Last good', lastGood === null ? null : instantOf(lastGood)],
]

function evidence({ reason, reasons, evidence: { status, rule, identity, scopes }, expiry, versionId }: CheckState) {
  const facts: readonly Unknown[] = [
    ['Also found', reasons.filter((one) => one !== reason).join(', ')],
    ['Answer', status === null ? rule : `HTTP ${status}, ${rule}`],
    ['Identity', identity?.seen ?? null],
    ['Missing scopes', scopes?.missing.join(', ') ?? null],
    ['Expiry', expiry === null ? null : sayExpiry(expiry)],
    ['Version', versionId],
  ]
  return facts
}

const whereabouts = (check: Check, { accountId, region, deployment }: Place): readonly Unknown[] => [
  ['Where', `${check.environment}, watched by Tokenwatch ${deployment} in account ${accountId}, ${region}`],
]

const lookAgain = ({ id, environment }: Check): Fact => [
  'Look again',
  `npx tokenwatch check ${id} --environment ${environment} --explain`,
]

function details({ incident }: Owed, check: Check, state: CheckState): Report['details'] {
  return {
    check: check.key,
    reason: incident.reason,
    openedAt: new Date(incident.openedAt).toISOString(),
    lastGood: state.lastGood === null ? null : new Date(state.lastGood).toISOString(),
    impact: check.impact,
    owner: check.owner,
    runbook: check.runbook,
    usedBy: check.usedBy,
    versionId: state.versionId,
  }
}

function sayExpiry({ at, source }: ExpiryEvidence): string {
  return at === 'never' ? `never (${source})` : `${instantOf(at * 1_000)} (${source})`
}
