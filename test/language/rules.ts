import {
  castsOf,
  constantsOf,
  docstringsOf,
  exportedNames,
  functionsOf,
  identifiersOf,
  proseOf,
  sourcePlace,
} from './code.ts'

type Sources = ReadonlyMap<string, string>

/** Names that a protocol gives to every module of a kind, and the modules of that kind. */
const sharedNames: Readonly<Record<string, RegExp>> = {
  // `prebuilt.ts` takes the place of `bundle.ts` in the package.
  bundleAll: /^functions\/(?:bundle|prebuilt)\.ts$/,
  bundleAllSync: /^functions\/(?:bundle|prebuilt)\.ts$/,
  bundleGate: /^functions\/(?:bundle|prebuilt)\.ts$/,
  bundlePreload: /^functions\/(?:bundle|prebuilt)\.ts$/,
  // Lambda calls this name.
  handler: /^(?:functions\/[\w-]+\/handler\.ts|test\/local\/lambda\/fixtures\/[\w-]+\/index\.mjs)$/,
  // The bundles of the lab take the second file in the place of the first.
  openDeployedNetwork: /^(?:functions\/aws\/deployed-network|local\/lambda\/lab-network)\.ts$/,
  // A command line calls `run` of the command that it loads; the benchmarks' runner reads both.
  run: /^(?:cli|test\/bench)\//,
  name: /^test\/bench\/[\w-]+\.ts$/,
  // The examples are variants of one client, and the tests of profiles load one file for each provider.
  createClient: /^(?:examples\/clients\/|test\/leaks\/routes\/leaking-client\.ts$)/,
  fixtures: /^test\/providers\/fixtures\//,
}

/** Rooms that name one provider each, by its id: its builder, its profile and its rotator. */
const providerRooms =
  /^functions\/(?:config\/builders\/(?:checks|providers)|providers\/(?:catalogue|rotators)\/[\w-]+)\.ts$/

const longestFunctionLines = 60

/** A docstring that begins like this makes the reader guess its subject. */
const riddle = /^(?:What|How|Whether|Where|Who|Whom|Whose|Why|When|If|Null|Those|That)\b/i

/** Words of the first year that the terms of Alertmanager, PagerDuty and Secrets Manager have replaced. */
const replaced = [
  'told',
  'owed?|owes|owing|debts?',
  'hush\\w*|drown\\w*',
  'loud(?:er|est|ness)',
  'floods?|flooded',
  'rungs?|ladders?',
  'errands?',
  // A provider's answer that names a help desk is quoted.
  '(?<!help )desks?',
  'vantages?',
  'lends?|lent|loans?',
  'purses?',
  'tends?|heals?|healed',
  'outlooks?|hindrances?',
  'traits?',
  'unanswering',
  'strikes?|struck',
  'sightings?|witness(?:es)?',
  'circumstances?|situations?',
  'knock\\w*',
  'taken over|takes over',
  'nobody can tell|doubts?',
]

/** Terms that one word of an identifier can be. `renew` of a secret is `rotate`, in prose too. */
const renewed = 'renew(?:s|ed|al|ing)?'
const replacedName = new RegExp(`^(?:${[...replaced, renewed].join('|')})$`, 'i')
const replacedRenewal = new RegExp(`\\b${renewed}\\b`, 'gi')

/** Leases of an experiment are renewed, and so are tokens at Vault. */
const renewing = /^(?:(?:test\/)?chaos\/|functions\/providers\/(?:rotators|catalogue)\/vault\.ts$|test\/providers\/)/

const replacedWord = new RegExp(`\\b(?:${replaced.join('|')})\\b`, 'gi')

/** Boundaries where a value comes from outside the type system, and how many casts each needs. Its code says why. */
const castsAtBoundaries: Readonly<Record<string, number>> = {
  'chaos/injectors/upstream.ts': 1,
  'chaos/lab/output.ts': 1,
  'chaos/table/run.ts': 1,
  'chaos/table/worker.ts': 1,
  'cli/framework/run.ts': 1,
  'functions/aws/deployment-file.ts': 1,
  'functions/config/profiles/provider-input.ts': 1,
  'functions/config/profiles/template.ts': 1,
  'functions/core/gate/event.ts': 1,
  'functions/core/model/expression.ts': 1,
  'functions/core/probe/ask/jwt-signature.ts': 1,
  'functions/core/probe/ask/key-set.ts': 1,
  'functions/gate/gate-settings.ts': 1,
  'infra/acknowledge.ts': 1,
  'infra/alarms.ts': 1,
  'infra/synthesizer.ts': 1,
  'local/logbook.ts': 1,
}

/** Lists the casts beyond those that the boundaries need, and boundaries that need fewer than they may have. */
export function straysAmongCasts(sources: Sources): readonly string[] {
  return [...sources].flatMap(([path, source]) => {
    const casts = castsOf(path, source)
    if (casts.length === (castsAtBoundaries[path] ?? 0)) return []
    return [`${path}: ${casts.length} casts, of ${castsAtBoundaries[path] ?? 0}: ${casts.map(({ text }) => text)}`]
  })
}

/** Lists the names that more than one file gives to what it exports. */
export function misnamedExports(sources: Sources): readonly string[] {
  const declared = [...sources].flatMap(([path, source]) => exportedNames(path, source).map((name) => ({ name, path })))
  return [...Map.groupBy(declared, ({ name }) => name)]
    .filter(
      ([name, all]) =>
        all.length > 1 && !all.every(({ path }) => sharedNames[name]?.test(path) || providerRooms.test(path)),
    )
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`)
}

const unit = /(?:Ms|Bytes|Seconds|Minutes|Hours|Days)$/

/** Lists the constants with a unit that have more than one value under one name. */
export function manyValued(sources: Sources): readonly string[] {
  const constants = [...sources].flatMap(([path, source]) =>
    constantsOf(path, source)
      .filter(({ name }) => unit.test(name))
      .map(({ name, value, offset }) => ({ name, value, place: sourcePlace(path, source, offset) })),
  )
  return [...Map.groupBy(constants, ({ name }) => name)]
    .filter(([, all]) => new Set(all.map(({ value }) => value)).size > 1)
    .map(([name, all]) => `${name}: ${all.map(({ place, value }) => `${value} (${place})`).join(', ')}`)
}

/** Lists the docstrings that begin with a word of a riddle. */
export function riddles(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    docstringsOf(path, source)
      .filter(({ text }) => riddle.test(text))
      .map(({ offset, text }) => `${sourcePlace(path, source, offset)}: ${text.slice(0, 60)}`),
  )
}

/** Lists the replaced words in comments and strings. */
export function oldWords(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    proseOf(path, source).flatMap(({ offset, text }) =>
      [...text.matchAll(replacedWord)].map(
        ({ 0: word }) => `${sourcePlace(path, source, offset)}: ${word.toLowerCase()}`,
      ),
    ),
  )
}

/** Lists the replaced words in identifiers, and each renewal that is no renewal of a lease or a token. */
export function oldNames(sources: Sources): readonly string[] {
  return listed(sources, (path, source) => {
    const isOld = (word: string) => replacedName.test(word) && !(/^renew/i.test(word) && renewing.test(path))
    const names = identifiersOf(path, source)
      .filter(({ text }) => text.split(/(?<=[a-z0-9])(?=[A-Z])|_/).some(isOld))
      .map(({ offset, text }) => `${sourcePlace(path, source, offset)}: ${text}`)
    const prose = renewing.test(path) ? [] : proseOf(path, source)
    const renewals = prose.flatMap(({ offset, text }) =>
      [...text.matchAll(replacedRenewal)].map(({ 0: word }) => `${sourcePlace(path, source, offset)}: ${word}`),
    )
    return [...new Set([...names, ...renewals])]
  })
}

/** Lists the functions that a reader cannot see whole. */
export function longFunctions(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    functionsOf(path, source)
      .filter(({ lines }) => lines > longestFunctionLines)
      .map(({ offset, lines }) => `${sourcePlace(path, source, offset)}: ${lines} lines`),
  )
}

function listed(sources: Sources, find: (path: string, source: string) => readonly string[]): readonly string[] {
  return [...sources].flatMap(([path, source]) => find(path, source))
}
