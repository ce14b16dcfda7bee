import { formatDuration } from '../../model/duration.ts'
import type { Place } from '../../model/place.ts'
import type { MessageKind } from '../../state/incident.ts'
import { type Announcement, alertLevelOf, environmentsOf } from '../incidents/announcement.ts'
import { isGood } from './check-report.ts'
import { consoleLinks } from './console-links.ts'
import { instantOf } from './instant.ts'
import { experimentDetails, experimentFacts, markOf } from './on-purpose.ts'
import type { MessageReport, OptionalFact } from './report.ts'
import { credentials, someOf, spoken } from './words.ts'

type About<Subject extends Announcement['about']> = Extract<Announcement, { about: Subject }>

/** What every report about more than one check has. */
function frame(announcement: Announcement, name: string, { deployment }: Place) {
  return {
    to: alertLevelOf(announcement),
    environments: environmentsOf(announcement),
    mark: null,
    name: `tokenwatch/${deployment}/${name}`,
  }
}

/** Lines of a mail that are about one check each. */
const listed = 20

const together: Readonly<Record<MessageKind, string>> = {
  open: 'need attention',
  escalate: 'have become worse',
  expiry_threshold: 'come closer to their end',
  remind: 'still need attention',
  silence_ended: 'still need attention after a silence',
  resolve: 'are good again',
  removed: 'are watched no longer',
  flapping: 'change too often for each change to be told',
  flapping_ended: 'have calmed down',
}

/** Several notices of one kind that fell due in the same tick. */
export function checksReport(announcement: About<'checks'>, place: Place): MessageReport {
  const { news } = announcement
  const [first] = news
  const { pending, check } = first
  const what = `${credentials(news.length)} of ${check.environment} ${together[pending.kind]}`
  const lines = news.slice(0, listed).map((one): OptionalFact => [one.check.key, said(one)])
  const rest = news.length - lines.length
  return {
    ...frame(announcement, `${check.environment}/${pending.kind}`, place),
    mark: markOf(first),
    state: isGood(pending) ? 'OK' : 'ALARM',
    short: what,
    headline: what,
    description: someOf(news.map((one) => one.check.key)),
    facts: [experimentFacts(first), lines, [['And', rest > 0 ? `${rest} more` : null]]],
    next: consoleLinks(place, pending.incident.openedAt),
    details: {
      kind: pending.kind,
      checks: news.map((one) => one.check.key),
      count: news.length,
      ...experimentDetails(first),
    },
    at: pending.at,
  }
}

function said({ pending: { kind, incident }, check }: About<'checks'>['news'][number]): string {
  if (kind === 'resolve') return `no longer ${incident.reason}`
  return `${spoken[incident.reason]}: ${incident.detail} (${check.impact})`
}

/** The config has dropped a check that was bad. */
export function removedReport(announcement: About<'removed'>, place: Place): MessageReport {
  const { check, pending } = announcement
  return {
    ...frame(announcement, check, place),
    state: 'OK',
    short: `${check} is watched no longer`,
    headline: `The credential ${check} is watched no longer: the config has dropped its check, which was ${pending.incident.reason}`,
    description: 'Nobody looks after it any more.',
    facts: [[['Was bad since', instantOf(pending.incident.openedAt)]]],
    next: consoleLinks(place, pending.incident.openedAt, check),
    details: { kind: pending.kind, check, reason: pending.incident.reason },
    at: pending.at,
  }
}

/** Nobody can tell what the tokens of a provider are worth. */
export function outageReport(announcement: About<'outage'>, place: Place): MessageReport {
  const { outage, kind, at } = announcement
  const shares = Object.values(outage.shares)
  const sum = (of: (share: (typeof shares)[number]) => number) => shares.reduce((total, share) => total + of(share), 0)
  const unknown = sum((share) => share.unknown)
  const lasted = formatDuration((at - outage.openedAt) / 1_000)
  const cannot = `nobody can tell what ${credentials(unknown)} of ${outage.id} ${unknown === 1 ? 'is' : 'are'} worth`
  const over = kind === 'resolve'
  return {
    ...frame(announcement, `provider/${outage.id}/outage`, place),
    state: over ? 'OK' : 'ALARM',
    short: over ? `${outage.id} can be judged again` : `${outage.id}: ${unknown} checks cannot tell`,
    headline: over
      ? `The credentials of ${outage.id} can be judged again, after ${lasted}`
      : kind === 'remind'
        ? `Still so after ${lasted}: ${cannot}`
        : `N${cannot.slice(1)}`,
    description: `Checks of ${outage.id} get no answer that says anything. None of their tokens is known to be bad.`,
    facts: [
      [
        ['What it means', over ? null : 'No token is known to be bad; one that is still pages by itself'],
        ['Why', over ? null : sayReasons(shares)],
        ['Checks', someOf(shares.flatMap(({ sample }) => sample))],
        ['Environments', environmentsOf(announcement).join(', ')],
        ['Since', instantOf(outage.openedAt)],
      ],
    ],
    next: [
      ['See all', `npx tokenwatch incidents --deployment ${place.deployment}`],
      ...consoleLinks(place, outage.openedAt),
    ],
    details: { kind, provider: outage.id, unknown, openedAt: new Date(outage.openedAt).toISOString() },
    at,
  }
}

function sayReasons(shares: readonly About<'outage'>['outage']['shares'][string][]): string {
  const counts = new Map<string, number>()
  for (const { reasons } of shares)
    for (const [reason, count = 0] of Object.entries(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} (${count})`)
    .join(', ')
}

/** So many tokens of a provider died at once that it is one incident. */
export function stormReport(announcement: About<'storm'>, place: Place): MessageReport {
  const { storm, kind, at } = announcement
  const { id, bad, of, sample, openedAt, cleared } = storm
  const over = kind === 'resolve'
  const clearing = [
    'Once you have looked',
    `npx tokenwatch incidents clear ${id} --deployment ${place.deployment}`,
  ] as const
  const lasted = formatDuration((at - openedAt) / 1_000)
  const many = `${bad} of ${of} credentials of ${id} are bad at once: told as one incident, since so many seldom die each by itself`
  const stopped = `Nothing of ${id} is rotated until a person clears this.`
  return {
    ...frame(announcement, `provider/${id}/flood`, place),
    state: over ? 'OK' : 'ALARM',
    short: over ? `flood of ${id} is over` : `${id}: ${bad} of ${of} credentials are bad at once`,
    headline: over
      ? `The flood of bad credentials of ${id} is over, after ${lasted}`
      : kind === 'remind'
        ? `Nobody has cleared this for ${lasted}: ${many}`
        : many,
    description: over ? `Each credential of ${id} is told by itself again.` : stopped,
    facts: [
      [
        ['Credentials', someOf(sample, 20)],
        ['Rotations', over ? null : stopped],
        ['Cleared by', cleared?.by ?? null],
        ['Environments', storm.environments.join(', ')],
        ['Since', instantOf(openedAt)],
      ],
    ],
    next: [...(over ? [] : [clearing]), ...consoleLinks(place, openedAt)],
    details: { kind, provider: id, bad, of, checks: sample, openedAt: new Date(openedAt).toISOString() },
    at,
  }
}
