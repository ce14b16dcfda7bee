import { adviceFor } from '../../model/advice.ts'
import { commandLine, optionsFor } from '../../model/commands.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Place } from '../../model/place.ts'
import { type Reason, reasons } from '../../model/reason.ts'
import { routeOf } from '../../model/route.ts'
import { isUnproved } from '../../model/verdict.ts'
import { isEnding, type MessageKind } from '../../state/incident.ts'
import { type Announcement, alertLevelOf, environmentsOf, routesOf } from '../incidents/announcement.ts'
import { ownerOfOutage } from '../incidents/outage-owner.ts'
import { incidentNameOf } from './check-report.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { experimentDetails, experimentFacts, markOf } from './on-purpose.ts'
import type { Fact, MessageReport, OptionalFact } from './report.ts'
import { groupSequence, sequenceOf } from './sequence.ts'
import { credentials, someOf, spoken } from './words.ts'

export type About<Subject extends Announcement['about']> = Extract<Announcement, { about: Subject }>

/** Fields of every report about more than one check. */
export function groupFrame(announcement: Announcement, name: string, { deployment }: Place) {
  return {
    to: alertLevelOf(announcement),
    routes: routesOf(announcement),
    mark: null,
    name: `tokenwatch/${deployment}/${name}`,
  }
}

/** Names the command that lists all that is open. It needs no config. */
export const seeAll = (place: Place): Fact => ['See all', commandLine(['incidents'], optionsFor(place))]

/** Checks that get a line of their own in a mail. */
const listed = 20

const groupPhrases: Readonly<Record<MessageKind, string>> = {
  open: 'need attention',
  never_worked: 'have never worked since their checks were added',
  escalate: 'have become worse',
  also: 'have another problem too',
  expiry_threshold: 'are closer to their expiry',
  remind: 'still need attention',
  after_silence: 'still need attention after a silence',
  resolve: 'are good again',
  removed: 'are no longer watched',
  flapping: 'are flapping',
  flapping_ended: 'have stopped flapping',
}

/** Reports several notices of one kind that were due in the same tick. */
export function checksReport(announcement: About<'checks'>, place: Place): MessageReport {
  const { news } = announcement
  const [first] = news
  const { pending, check } = first
  const what = `${credentials(news.length)} of ${check.environment} ${phraseOf(news)}`
  const lines = news.slice(0, listed).map((one): OptionalFact => [one.check.key, lineOf(one)])
  const rest = news.length - lines.length
  return {
    ...groupFrame(announcement, `${routeOf(check)}/${pending.kind}`, place),
    mark: markOf(first),
    state: isEnding(pending) ? 'OK' : 'ALARM',
    short: what,
    headline: what,
    description: someOf(news.map((one) => one.check.key)),
    facts: [experimentFacts(first), lines, [['And', rest > 0 ? `${rest} more` : null]]],
    next: [seeAll(place), ...consoleLinks(place, pending.incident.openedAt)],
    details: {
      kind: pending.kind,
      checks: news.map((one) => one.check.key),
      count: news.length,
      ...experimentDetails(first),
    },
    at: pending.at,
  }
}

/** Calls several credentials good again only if each of them is proved. */
function phraseOf(news: About<'checks'>['news']): string {
  const { kind } = news[0].pending
  return kind === 'resolve' && news.some(({ state }) => isUnproved(state))
    ? 'no longer need attention'
    : groupPhrases[kind]
}

function lineOf({ pending: { kind, incident }, check }: About<'checks'>['news'][number]): string {
  const { reason, detail } = incident
  if (kind === 'resolve') return `no longer ${reason}`
  const what = `${spoken[reason]}${detail === '' ? '' : `: ${detail}`} (${check.impact})`
  return isEnding({ kind }) ? what : `${what}. To do: ${adviceFor(reason)}`
}

/** Reports a check with an open incident that was removed from the config. */
export function removedReport(announcement: About<'removed'>, place: Place): MessageReport {
  const { check, pending } = announcement
  return {
    ...groupFrame(announcement, incidentNameOf(check, pending), place),
    state: 'OK',
    short: `${check} is no longer watched`,
    headline: `The credential ${check} is no longer watched: its check (${pending.incident.reason}) was removed from the config`,
    description: 'Tokenwatch no longer checks it.',
    facts: [[['Incident since', instantOf(pending.incident.openedAt)]]],
    next: consoleLinks(place, pending.incident.openedAt, check),
    details: { kind: pending.kind, check, reason: pending.incident.reason, sequence: sequenceOf(pending, true) },
    at: pending.at,
  }
}

/** Reports an outage: Tokenwatch cannot judge the tokens of a provider. */
export function outageReport(announcement: About<'outage'>, place: Place): MessageReport {
  const { outage, kind, at } = announcement
  const shares = Object.values(outage.shares)
  const owner = ownerOfOutage(outage)
  const sum = (of: (share: (typeof shares)[number]) => number) => shares.reduce((total, share) => total + of(share), 0)
  const unknown = sum((share) => share.unknown)
  const lasted = formatDuration((at - outage.openedAt) / 1_000)
  const cannot = `Tokenwatch cannot judge ${credentials(unknown)} of ${owner}`
  const over = kind === 'resolve'
  return {
    ...groupFrame(announcement, `provider/${owner}/outage`, place),
    state: over ? 'OK' : 'ALARM',
    short: over ? `${owner} can be judged again` : `${owner}: ${credentials(unknown)} cannot be judged`,
    headline: over
      ? `The credentials of ${owner} can be judged again, after ${lasted}`
      : kind === 'remind'
        ? `Still open after ${lasted}: ${cannot}`
        : cannot,
    description: `The answers of ${owner} do not show whether its tokens are valid. No token is known to be invalid.`,
    facts: [
      [
        ['What it means', over ? null : 'No token is known to be invalid. A token that is proved invalid still pages'],
        ['Why', over ? null : countedReasons(shares)],
        ['Checks', someOf(shares.flatMap(({ sample }) => sample))],
        ['Environments', environmentsOf(announcement).join(', ')],
        ['Since', instantOf(outage.openedAt)],
      ],
    ],
    next: [...(over ? [] : whatToDo(shares)), seeAll(place), ...consoleLinks(place, outage.openedAt)],
    details: {
      kind,
      provider: owner,
      unknown,
      openedAt: new Date(outage.openedAt).toISOString(),
      sequence: groupSequence(at, over),
    },
    at,
  }
}

type Share = About<'outage'>['outage']['shares'][string]

/** Counts the reasons of an outage, the most frequent first. */
function counted(shares: readonly Share[]): readonly (readonly [Reason, number])[] {
  const counts = new Map<Reason, number>()
  for (const { reasons: seen } of shares)
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + (seen[reason] ?? 0))
  return [...counts].filter(([, count]) => count > 0).toSorted(([, a], [, b]) => b - a)
}

const countedReasons = (shares: readonly Share[]): string =>
  counted(shares)
    .map(([reason, count]) => `${reason} (${count})`)
    .join(', ')

/** Advises about the most frequent reason. */
function whatToDo(shares: readonly Share[]): readonly Fact[] {
  const [most] = counted(shares)
  return most === undefined ? [] : [['What to do', adviceFor(most[0])]]
}
