import { commandLine, optionsFor } from '../../model/commands.ts'
import { formatDuration } from '../../model/duration.ts'
import type { Place } from '../../model/place.ts'
import type { Storm, StormCause } from '../../state/conditions.ts'
import { environmentsOf } from '../incidents/announcement.ts'
import { providerOfStorm } from '../incidents/storm-cause.ts'
import { consoleLinks } from './console-links.ts'
import { type About, groupFrame, seeAll } from './group-reports.ts'
import { instantOf } from './instant.ts'
import type { MessageReport } from './report.ts'
import { groupSequence } from './sequence.ts'
import { credentials, someOf } from './words.ts'

/** Reports a storm: of a provider, of what its tokens share, or of their known ends. */
export function stormReport(announcement: About<'storm'>, place: Place): MessageReport {
  const { storm } = announcement
  const provider = providerOfStorm(storm)
  return storm.cause === undefined || provider !== null
    ? ofProvider(announcement, provider ?? storm.id, place)
    : ofCause(announcement, storm.cause, place)
}

/** Reports the tokens of one secret, identity or issuer that died together, or whose known ends come near while the tokens cannot be checked. */
function ofCause(announcement: About<'storm'>, cause: StormCause, place: Place): MessageReport {
  const { storm, kind, at } = announcement
  const { sample, openedAt, bad } = storm
  const { members = sample, more = 0 } = storm
  const over = kind === 'resolve'
  const words = cause.by === 'ends' ? aboutEnds(storm, cause, at) : aboutShared(storm, cause, kind === 'remind')
  const lasted = formatDuration((at - openedAt) / 1_000)
  return {
    ...groupFrame(announcement, `shared/${cause.by}/${cause.name}`, place),
    state: over ? 'OK' : 'ALARM',
    short: over ? `${words.subject}: over` : words.short,
    headline: over ? `The incident of ${words.subject} is over, after ${lasted}` : words.headline,
    description: words.meaning,
    facts: [
      [
        ['What it means', over ? null : words.meaning],
        ['Credentials', someOf(members, 20)],
        ['And', more > 0 ? `${more} more, which are not listed` : null],
        ['Ends', over ? null : endsOf(storm)],
        ['Environments', environmentsOf(announcement).join(', ')],
        ['Since', instantOf(openedAt)],
      ],
    ],
    next: [...(over ? [] : [['What to do', words.todo] as const]), seeAll(place), ...consoleLinks(place, openedAt)],
    details: {
      kind,
      cause: `${cause.by} ${cause.name}`,
      bad,
      checks: members,
      openedAt: new Date(openedAt).toISOString(),
      sequence: groupSequence(at, over),
    },
    at,
  }
}

type CauseWords = {
  readonly subject: string
  readonly short: string
  readonly headline: string
  readonly meaning: string
  readonly todo: string
}

/** Advice for each cause that members of a storm share. */
const mending: Readonly<Record<StormCause['by'], string>> = {
  secret: 'put a working credential into the secret that they share',
  identity: 'look at the account of this identity at its provider: it may be locked, or its tokens revoked',
  issuer: 'look at the issuer: it may be down, or have changed its keys',
  ends: 'rotate these credentials before their ends, or make them checkable again',
  quiet: 'look at the account and the status page of the provider',
  shadow: 'look at the account and the status page of the provider',
}

const replaceAll = (provider: string): string =>
  `look at the account and the status page of ${provider}; put working tokens into the secrets, or clear the storm`

function aboutShared({ bad }: Storm, { by, name }: StormCause, isAgain: boolean): CauseWords {
  const subject = `the credentials that share the ${by} ${name}`
  return {
    subject,
    short: `${by} ${name}: ${credentials(bad)} failed`,
    headline: isAgain
      ? `Of ${subject}, ${bad} have failed`
      : `${credentials(bad)} that share the ${by} ${name} failed together. This one page is about all of them`,
    meaning: `They failed within a quarter of an hour, and share one ${by}. Mending that may mend them all.`,
    todo: mending[by],
  }
}

function aboutEnds({ bad, of, ends = {}, members = [] }: Storm, { name }: StormCause, at: number): CauseWords {
  const passed = members.filter((check) => (ends[check] ?? Number.POSITIVE_INFINITY) * 1_000 <= at).length
  const which = passed === 0 ? 'are near' : `are near, ${passed} of them have passed`
  return {
    subject: `the known ends of ${name}`,
    short: `${name}: ${bad} of ${of} known ends ${passed === 0 ? 'near' : `near, ${passed} passed`}`,
    headline: `The known ends of ${credentials(bad)} of ${name} ${which}, and the credentials cannot be checked`,
    meaning: `The credentials cannot be judged. None is known to be invalid.`,
    todo: mending.ends,
  }
}

/** Lists the known ends of some members, the next one first. */
function endsOf({ ends, members = [] }: Storm): string | null {
  if (ends === undefined) return null
  const dated = members.flatMap((check) => {
    const at = ends[check]
    return at === undefined ? [] : [{ check, at }]
  })
  return someOf(
    dated.toSorted((a, b) => a.at - b.at).map(({ check, at }) => `${check} ${instantOf(at * 1_000)}`),
    20,
  )
}

/** Reports an alert storm: many tokens of a provider became invalid at once. */
function ofProvider(announcement: About<'storm'>, id: string, place: Place): MessageReport {
  const { storm, kind, at } = announcement
  const { bad, of, sample, openedAt, cleared } = storm
  const { members = sample, more = 0 } = storm
  const over = kind === 'resolve'
  const clearing = ['To clear the storm', commandLine(['incidents', 'clear', id], optionsFor(place))] as const
  const lasted = formatDuration((at - openedAt) / 1_000)
  const many = `${bad} of ${of} credentials of ${id} became invalid at once`
  const held = `No credential of ${id} is rotated until all of them are good, or a person clears the storm.`
  return {
    ...groupFrame(announcement, `provider/${id}/storm`, place),
    state: over ? 'OK' : 'ALARM',
    short: over ? `alert storm of ${id} is over` : `alert storm of ${id}: ${bad} of ${of} credentials are invalid`,
    headline: over
      ? `The alert storm of ${id} is over, after ${lasted}`
      : kind === 'remind'
        ? `The alert storm of ${id} has been open for ${lasted}: ${bad} of ${of} credentials are invalid`
        : `${many}. This one page is about all of them`,
    description: over ? `Each credential of ${id} pages by itself again.` : held,
    facts: [
      [
        ['Credentials', someOf(members, 20)],
        ['And', more > 0 ? `${more} more, which are not listed` : null],
        ['Rotations', over ? null : held],
        ['Cleared by', cleared?.by ?? null],
        ['Ended because', over && cleared?.by === null ? 'all of its credentials are good again' : null],
        ['Environments', environmentsOf(announcement).join(', ')],
        ['Since', instantOf(openedAt)],
      ],
    ],
    next: [...(over ? [] : [['What to do', replaceAll(id)] as const, clearing]), ...consoleLinks(place, openedAt)],
    details: {
      kind,
      provider: id,
      bad,
      of,
      checks: members,
      openedAt: new Date(openedAt).toISOString(),
      sequence: groupSequence(at, over),
    },
    at,
  }
}
