import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import type { ExpiryEvidence } from '../../model/expiry.ts'
import type { Place } from '../../model/place.ts'
import type { PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { CheckNews } from '../incidents/announcement.ts'
import { byHand } from './by-hand.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { experimentDetails, experimentFacts, markOf } from './on-purpose.ts'
import type { Fact, MessageReport, OptionalFact } from './report.ts'
import { spoken } from './words.ts'

/** Messages that say that all is well, or that there is nothing to watch any more. */
export const isGood = ({ kind }: PendingMessage): boolean =>
  kind === 'resolve' || kind === 'removed' || kind === 'flapping_ended'

/** Marks what only looks like an incident. No config can write this tag: labels have no colon. */
export const pageTestTag = 'tokenwatch:page-test'

/** What happened to one check. */
export function checkReport(news: CheckNews, place: Place): MessageReport {
  const { pending, check, state } = news
  return {
    to: pending.to,
    environments: [check.environment],
    state: isGood(pending) ? 'OK' : 'ALARM',
    mark: isTest(check) ? 'TEST' : markOf(news),
    name: `tokenwatch/${place.deployment}/${check.key}`,
    short: `${check.key} ${short(pending, state)}`,
    headline: headline(pending, check, state),
    description: alarmDescription(check),
    facts: [
      experimentFacts(news),
      stakes(check, pending),
      history(pending, state),
      evidence(state),
      whereabouts(check, place),
    ],
    next: [
      ...(isGood(pending) ? [] : byHand(check, pending.incident.reason)),
      ...lookAgain(check),
      ...consoleLinks(place, pending.incident.openedAt, check.key),
    ],
    details: { ...details(pending, check, state), ...experimentDetails(news) },
    at: pending.at,
  }
}

/** What hangs on a check, as the description of any alarm about it says it. */
export function alarmDescription({ impact, owner, runbook }: Check): string {
  const sentence = /[.!?]$/.test(impact) ? impact : `${impact}.`
  return `${sentence} Owner: ${owner ?? 'nobody is named'}. Runbook: ${runbook ?? 'none'}`
}

function short({ kind, incident, at }: PendingMessage, { expiry }: CheckState): string {
  switch (kind) {
    case 'open':
    case 'escalate':
      return incident.reason
    case 'expiry_threshold':
      return typeof expiry?.at === 'number' ? `expires in ${formatDuration(expiry.at - at / 1_000)}` : incident.reason
    case 'remind':
    case 'silence_ended':
      return `still ${incident.reason}`
    case 'resolve':
      return 'is good again'
    case 'removed':
      return 'is watched no longer'
    case 'flapping':
      return 'changes too often'
    case 'flapping_ended':
      return 'has calmed down'
  }
}

function headline(pending: PendingMessage, check: Check, state: CheckState): string {
  const { kind, incident, at } = pending
  const what = `the credential ${check.key} ${spoken[incident.reason]}${incident.detail === '' ? '' : `: ${incident.detail}`}`
  const lasted = formatDuration((at - incident.openedAt) / 1_000)
  switch (kind) {
    case 'open':
    case 'expiry_threshold':
      return `T${what.slice(1)}`
    case 'escalate':
      return `Worse than before: ${what}`
    case 'remind':
      return `Still so after ${lasted}: ${what}`
    case 'silence_ended':
      return `A silence has ended, and ${what}`
    case 'resolve':
      return `The credential ${check.key} is good again, after ${lasted} (${incident.reason})`
    case 'removed':
      return `The credential ${check.key} is watched no longer: the config has dropped its check`
    case 'flapping':
      return `The credential ${check.key} changes too often for each change to be told: ${state.turns.length} times within an hour, last to ${incident.reason}`
    case 'flapping_ended':
      return `The credential ${check.key} has calmed down: from now on each change is told again`
  }
}

const stakes = ({ impact, usedBy, owner, runbook }: Check, pending: PendingMessage): readonly OptionalFact[] => [
  [isGood(pending) ? 'What it was about' : 'What breaks', impact],
  ['Used by', usedBy.join(', ')],
  ['Owner', owner],
  ['Runbook', runbook],
]

const history = ({ incident }: PendingMessage, { lastGood }: CheckState): readonly OptionalFact[] => [
  ['Since', instantOf(incident.openedAt)],
  ['Last good', lastGood === null ? null : instantOf(lastGood)],
  ['Taken over by', incident.acknowledged?.by ?? null],
]

function evidence({
  reason,
  reasons,
  evidence: seen,
  expiry,
  versionId,
  rotationFailed,
}: CheckState): readonly OptionalFact[] {
  const failed = rotationFailed === null ? null : `failed for version ${rotationFailed.versionId}`
  return [
    ['Also found', reasons.filter((one) => one !== reason).join(', ')],
    ['Answer', seen.status === null ? seen.rule : `HTTP ${seen.status}, ${seen.rule}`],
    ['Identity', seen.identity?.seen ?? null],
    ['Missing scopes', seen.scopes?.missing.join(', ') ?? null],
    ['Expiry', expiry === null ? null : sayExpiry(expiry)],
    ['Version', versionId],
    ['Rotation', failed],
  ]
}

const whereabouts = ({ environment }: Check, { accountId, region, deployment }: Place): readonly OptionalFact[] => [
  ['Where', `${environment}, seen by Tokenwatch ${deployment} from account ${accountId} in ${region}`],
]

const isTest = ({ tags }: Check): boolean => tags.includes(pageTestTag)

/** Where there is a check to look at. */
const lookAgain = (check: Check): readonly Fact[] =>
  isTest(check) ? [] : [['Look again', `npx tokenwatch check ${check.id} --environment ${check.environment} --explain`]]

function details({ incident, kind }: PendingMessage, check: Check, state: CheckState): MessageReport['details'] {
  return {
    kind,
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
