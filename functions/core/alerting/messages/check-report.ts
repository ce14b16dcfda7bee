import type { Check, CheckKey } from '../../model/check.ts'
import { formatDuration } from '../../model/duration.ts'
import { type ExpiryEvidence, zoneWords } from '../../model/expiry.ts'
import type { Place } from '../../model/place.ts'
import { isUnproved } from '../../model/verdict.ts'
import { isEnding, type PendingMessage } from '../../state/incident.ts'
import type { CheckState } from '../../state/state.ts'
import { type CheckNews, routesOfNews } from '../incidents/announcement.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { nextSteps } from './next-steps.ts'
import { experimentDetails, experimentFacts, markOf } from './on-purpose.ts'
import type { Fact, MessageReport, OptionalFact } from './report.ts'
import { sequenceOf } from './sequence.ts'
import { spoken } from './words.ts'

/** Returns the name of an incident. Flapping has a name of its own: its end is no end of a page. */
export const incidentNameOf = (check: CheckKey, { kind }: Pick<PendingMessage, 'kind'>): string =>
  kind === 'flapping' || kind === 'flapping_ended' ? `${check}/flapping` : check

/** The tag of a test page's check. No config can write it: labels have no colon. */
export const pageTestTag = 'tokenwatch:page-test'

/** Reports what happened to one check. */
export function checkReport(news: CheckNews, place: Place): MessageReport {
  const { pending, check, state } = news
  return {
    to: pending.to,
    routes: routesOfNews(news),
    state: isEnding(pending) ? 'OK' : 'ALARM',
    mark: isTest(check) ? 'TEST' : markOf(news),
    name: `tokenwatch/${place.deployment}/${incidentNameOf(check.key, pending)}`,
    short: `${check.key} ${short(pending, state)}`,
    headline: headline(pending, check, state),
    description: alarmDescription(check),
    facts: [
      experimentFacts(news),
      stakes(check, pending),
      history(pending, state),
      [
        ['Also open', besideOf(pending)],
        ['Left out', leftOutOf(state)],
      ],
      evidence(state),
      whereabouts(check, place),
    ],
    next: [
      ...(isTest(check) ? [nothingToDo] : nextSteps(news, place)),
      ...consoleLinks(place, pending.incident.openedAt, check.key),
    ],
    details: { ...details(pending, check, state), ...experimentDetails(news) },
    at: pending.at,
  }
}

/** Describes the impact, owner and runbook of a check, for every alarm about it. */
export function alarmDescription({ impact, owner, runbook }: Check): string {
  const sentence = /[.!?]$/.test(impact) ? impact : `${impact}.`
  return `${sentence} Owner: ${owner ?? 'none'}. Runbook: ${runbook ?? 'none'}`
}

function short({ kind, incident, at }: PendingMessage, state: CheckState): string {
  const { expiry } = state
  switch (kind) {
    case 'open':
    case 'escalate':
      return incident.reason
    case 'never_worked':
      return `has never worked (${incident.reason})`
    case 'also':
      return `is also ${incident.reason}`
    case 'expiry_threshold':
      if (typeof expiry?.at !== 'number') return incident.reason
      return expiry.at > at / 1_000 ? `expires in ${formatDuration(expiry.at - at / 1_000)}` : 'end has passed'
    case 'remind':
    case 'after_silence':
      return `still ${incident.reason}`
    case 'resolve':
      return isUnproved(state) ? `is no longer ${incident.reason}` : 'is good again'
    case 'removed':
      return 'is no longer watched'
    case 'flapping':
      return 'is flapping'
    case 'flapping_ended':
      return 'has stopped flapping'
  }
}

function headline(pending: PendingMessage, check: Check, state: CheckState): string {
  const { kind, incident, at } = pending
  const what = `the credential ${check.key} ${spoken[incident.reason]}${incident.detail === '' ? '' : `: ${incident.detail}`}`
  const lasted = formatDuration((at - incident.openedAt) / 1_000)
  switch (kind) {
    case 'open':
    case 'never_worked':
    case 'expiry_threshold':
      return `T${what.slice(1)}`
    case 'escalate':
      return `Worse than before: ${what}`
    case 'also':
      return `Another problem: ${what}`
    case 'remind':
      return `Still open after ${lasted}: ${what}`
    case 'after_silence':
      return `Still open after a silence: ${what}`
    case 'resolve':
      return isUnproved(state)
        ? `The credential ${check.key} is no longer ${incident.reason}, after ${lasted}; it is unproved: nothing was asked that could prove it`
        : `The credential ${check.key} is good again, after ${lasted} (${incident.reason})${proofOf(state)}`
    case 'removed':
      return `The credential ${check.key} is no longer watched: its check was removed from the config`
    case 'flapping':
      return `The credential ${check.key} is flapping: ${state.changes.length} changes within ${formatDuration((at - (state.changes[0] ?? at)) / 1_000)}, last to ${incident.reason}`
    case 'flapping_ended':
      return `The credential ${check.key} has stopped flapping: you are notified of each change again`
  }
}

/** Says what a proof did not show, where it was not an answer of the API. */
const proofOf = ({ reason, detail }: CheckState): string => (reason === 'healthy' && detail !== '' ? `; ${detail}` : '')

const stakes = ({ impact, usedBy, owner, runbook }: Check, pending: PendingMessage): readonly OptionalFact[] => [
  [isEnding(pending) ? 'What was at risk' : 'What breaks', impact],
  ['Used by', usedBy.join(', ')],
  ['Owner', owner],
  ['Runbook', runbook],
]

const history = ({ incident }: PendingMessage, { lastGood }: CheckState): readonly OptionalFact[] => [
  ['Since', instantOf(incident.openedAt)],
  ['Last good', lastGood === null ? null : instantOf(lastGood)],
  ['Acknowledged by', incident.acknowledged?.by ?? null],
]

/** Says that messages are missing, so that nobody takes these for the whole story. */
const leftOutOf = ({ leftOut = 0 }: CheckState): string | null =>
  leftOut === 0 ? null : `${leftOut} earlier messages about this check waited for SNS and are not sent: see its history`

/** Says everything else that is open for the check. */
const besideOf = ({ beside = [] }: PendingMessage): string | null =>
  beside.length === 0
    ? null
    : beside.map(({ reason, detail }) => `${spoken[reason]}${detail === '' ? '' : ` (${detail})`}`).join('; ')

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
    ['Also found', reasons.filter((one) => one !== reason && one !== 'healthy').join(', ')],
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

const nothingToDo: Fact = ['What to do', 'nothing: this only tests whether pages arrive']

const isTest = ({ tags }: Check): boolean => tags.includes(pageTestTag)

function details(pending: PendingMessage, check: Check, state: CheckState): MessageReport['details'] {
  const { incident, kind } = pending
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
    sequence: sequenceOf(pending, isEnding(pending)),
  }
}

function sayExpiry(expiry: ExpiryEvidence): string {
  const { at, source } = expiry
  return at === 'never' ? `never (${source})` : `${instantOf(at * 1_000)} (${source})${zoneWords(expiry)}`
}
