import { camelCase } from '../../functions/config/profiles/template.ts'
import { isOld, proofMarkOf, spellEvidence } from '../../functions/providers/evidence.ts'
import { kindSourcesOf } from '../../functions/providers/other-kinds.ts'
import type { Provider } from '../../functions/providers/provider.ts'
import { requestSourceOf, spellVersion, unsourcedOf } from './claims.ts'
import { entryOf, readingNotes, rotators } from './entry.ts'
import { type JudgedAnswer, judgedGroups, judgedPlaces } from './judged.ts'
import { code, escapeText, linkTo, listLines, tableLines } from './markup.ts'
import { secondCausesOf } from './proof.ts'

/** `docs/providers/<name>.md`. */
export function providerPage(provider: Provider, newest: string): string {
  const facts = new Map(entryOf(provider))
  const listed = (name: string) => listLines((facts.get(name) ?? []).map(escapeText))
  const sections = [
    ['Secret', listed('Secret')],
    ['Credentials of another kind', neverSent(listed('Never sent'))],
    ['Options', listed('Options')],
    ['Request', request(provider, listed('Asks'))],
    ['How answers are judged', judged(provider)],
    ['What the answer shows', shown(provider)],
    ['Cost and call budget', [...listed('Costs'), ...listed('Called')]],
    ['Rotation', rotation(provider, listed('Ends'))],
    ['Without a secret', listed('Without a secret')],
    ['Known traps', listed('Traps')],
    ['Sources', sourcesOf(provider, newest)],
  ] as const
  return [
    `# ${provider.title}`,
    '',
    ...introduction(provider),
    ...sections.flatMap(([heading, lines]) => (lines.length === 0 ? [] : ['', `## ${heading}`, '', ...lines])),
    '',
  ].join('\n')
}

function introduction(provider: Provider): readonly string[] {
  const { name, category } = provider
  return [
    `Builder: ${code(`${camelCase(name)}({ ... })`)}. Category: ${category}. Mark: ${proofMarkOf(provider)}.`,
    'The [catalogue](../providers.md) says what each mark means.',
  ]
}

/** The request, its source, and the version of the API that it pins. */
function request(provider: Provider, lines: readonly string[]): readonly string[] {
  const { question, version } = provider
  const source = question === null ? undefined : requestSourceOf(provider)
  if (source === undefined) return lines
  return [
    ...lines,
    ...(version === undefined ? [] : [`- version ${spellVersion(version)}`]),
    '',
    `Shown by: ${escapeText(source.title)} ${spellEvidence(source)}.`,
  ]
}

function neverSent(kinds: readonly string[]): readonly string[] {
  if (kinds.length === 0) return []
  return ['These begin as their vendor documents. Such a value is `secret_malformed`, and is never sent.', '', ...kinds]
}

function judged(provider: Provider): readonly string[] {
  const groups = judgedGroups(provider)
  if (groups.length === 0) return []
  return [
    'The first rule that fits decides. An answer that fits no rule is `unrecognized`.',
    ...groups.flatMap(({ title, answers }) => [
      ...(groups.length === 1 ? [] : ['', `### ${title}`]),
      '',
      ...judgedTable(answers),
    ]),
    ...ambiguous(provider),
    ...unsourcedOf(provider).flatMap(({ claim, says }) => [
      '',
      `Answer to a ${claim}: ${says.replace('unrecognized', code('unrecognized'))}.`,
    ]),
  ]
}

/** Answers that a living credential gets too, and when they are a death nevertheless. */
function ambiguous(provider: Provider): readonly string[] {
  return secondCausesOf(provider).flatMap(({ rule, cause, kind }) => [
    '',
    `A living credential gets ${code(rule)} too: ${escapeText(cause)}. ${untilProved[kind]}`,
  ])
}

const untilProved = {
  changing: 'So it is `unrecognized`, however the credential was answered before.',
  setting: 'So it is `unrecognized` until this question was answered well once.',
} as const

function judgedTable(answers: readonly JudgedAnswer[]): readonly string[] {
  const rows = answers.map(({ status, words, body, means, rule }) => [
    status,
    [...words.map(escapeText), ...(body === null ? [] : [code(body)])].join(' and '),
    code(means),
    code(rule),
  ])
  return tableLines(['status', 'condition', 'means', 'rule'], rows)
}

function shown(provider: Provider): readonly string[] {
  const rows = judgedPlaces(provider).map(([fact, place]) => [
    fact,
    typeof place === 'string' ? code(place) : `header ${code(place.header)}`,
  ])
  const notes = listLines(readingNotes(provider).map(escapeText))
  if (rows.length === 0) return notes
  return [...tableLines(['fact', 'place'], rows), ...(notes.length === 0 ? [] : ['', ...notes])]
}

function rotation(provider: Provider, sunsets: readonly string[]): readonly string[] {
  const { runbook } = provider
  const { by, overlap } = provider.rotation
  const byHand =
    runbook === null
      ? []
      : ['', `By hand, on ${linkTo('the page for credentials', runbook.console)}:`, '', escapeText(runbook.steps)]
  const ends = sunsets.length === 0 ? [] : ['', 'Announced ends:', '', ...sunsets]
  return [
    `- Rotated by ${rotators[by]}, class [${code(provider.rotation.class)}](../rotation.md#classes)`,
    `- Overlap of old and new: ${escapeText(overlap)}`,
    ...byHand,
    ...ends,
  ]
}

function sourcesOf({ name, sources }: Provider, newest: string): readonly string[] {
  return listLines(
    [...Object.values(sources), ...kindSourcesOf(name)].map((source) => {
      const { title, url } = source
      const age = isOld(source, newest) ? ' **older than a year**' : ''
      return `${url === undefined ? escapeText(title) : linkTo(title, url)} ${spellEvidence(source)}${age}`
    }),
  )
}
