import type { Check } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import type { ExpiryEvidence } from '../../model/expiry.ts'
import type { Place } from '../../model/place.ts'
import type { Owed } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import type { CheckNews } from '../incidents/announcement.ts'
import { byHand } from './by-hand.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { experimentDetails, experimentFacts, markOf } from './on-purpose.ts'
import type { Fact, Known, Report } from './report.ts'
import { spoken } from './words.ts'

/** Messages that say that all is well, or that there is nothing to watch any more. */
export const isGood = ({ kind }: Owed): boolean => kind === 'resolve' || kind === 'removed' || kind === 'calm'

/** Marks what only looks like an incident. No config can write this tag: labels have no colon. */
export const pageTestTag = 'tokenwatch:page-test'

/** What happened to one check. */
export function checkReport(news: CheckNews, place: Place): Report {
  const { owed, check, state } = news
  return {
    to: owed.to,
    environments: [check.environment],
    state: isGood(owed) ? 'OK' : 'ALARM',
    mark: isTest(check) ? 'TEST' : markOf(news),
    name: `tokenwatch/${place.deployment}/${check.key}`,
    short: `${check.key} ${short(owed, state)}`,
    headline: headline(owed, check, state),
    description: alarmDescription(check),
    facts: [
      experimentFacts(news),
      stakes(check, owed),
      history(owed, state),
      evidence(state),
      whereabouts(check, place),
    ],
    next: [
      ...(isGood(owed) ? [] : byHand(check, owed.incident.reason)),
      ...lookAgain(check),
      ...consoleLinks(place, owed.incident.openedAt, check.key),
    ],
    details: { ...details(owed, check, state), ...experimentDetails(news) },
    at: owed.at,
  }
}

/** What hangs on a check, as the description of any alarm about it says it. */
export function alarmDescription({ impact, owner, runbook }: Check): string {
  const sentence = /[.!?]$/.test(impact) ? impact : `${impact}.`
  return `${sentence} Owner: ${owner ?? 'nobody is named'}. Runbook: ${runbook ?? 'none'}`
}

function short({ kind, incident, at }: Owed, { expiry }: CheckState): string {
  switch (kind) {
    case 'open':
    case 'escalate':
      return incident.reason
    case 'rung':
      return typeof expiry?.at === 'number' ? `expires in ${formatDuration(expiry.at - at / 1_000)}` : incident.reason
    case 'remind':
    case 'unsilenced':
      return `still ${incident.reason}`
    case 'resolve':
      return 'is good again'
    case 'removed':
      return 'is watched no longer'
    case 'flapping':
      return 'changes too often'
    case 'calm':
      return 'has calmed down'
  }
}

function headline(owed: Owed, check: Check, state: CheckState): string {
  const { kind, incident, at } = owed
  const what = `the credential ${check.key} ${spoken[incident.reason]}${incident.detail === '' ? '' : `: ${incident.detail}`}`
  const lasted = formatDuration((at - incident.openedAt) / 1_000)
  switch (kind) {
    case 'open':
    case 'rung':
      return `T${what.slice(1)}`
    case 'escalate':
      return `Worse than before: ${what}`
    case 'remind':
      return `Still so after ${lasted}: ${what}`
    case 'unsilenced':
      return `A silence has ended, and ${what}`
    case 'resolve':
      return `The credential ${check.key} is good again, after ${lasted} (${incident.reason})`
    case 'removed':
      return `The credential ${check.key} is watched no longer: the config has dropped its check`
    case 'flapping':
      return `The credential ${check.key} changes too often for each change to be told: ${state.turns.length} times within an hour, last to ${incident.reason}`
    case 'calm':
      return `The credential ${check.key} has calmed down: from now on each change is told again`
  }
}

const stakes = ({ impact, usedBy, owner, runbook }: Check, owed: Owed): readonly Known[] => [
  [isGood(owed) ? 'What it was about' : 'What breaks', impact],
  ['Used by', usedBy.join(', ')],
  ['Owner', owner],
  ['Runbook', runbook],
]

const history = ({ incident }: Owed, { lastGood }: CheckState): readonly Known[] => [
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
}: CheckState): readonly Known[] {
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

const whereabouts = ({ environment }: Check, { accountId, region, deployment }: Place): readonly Known[] => [
  ['Where', `${environment}, seen by Tokenwatch ${deployment} from account ${accountId} in ${region}`],
]

const isTest = ({ tags }: Check): boolean => tags.includes(pageTestTag)

/** Where there is a check to look at. */
const lookAgain = (check: Check): readonly Fact[] =>
  isTest(check) ? [] : [['Look again', `npx tokenwatch check ${check.id} --environment ${check.environment} --explain`]]

function details({ incident, kind }: Owed, check: Check, state: CheckState): Report['details'] {
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
