import { docstringsOf, exportedTypes, functionsOf, placeOf, proseOf } from './code.ts'

type Sources = ReadonlyMap<string, string>

const longestFunctionLines = 60

/** A docstring that begins like this makes the reader guess its subject. */
const riddle = /^(?:What|How|Whether|Where|Who|Whom|Whose|Why|When|Null|Those|That)\b/

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
  'rehears\\w*',
  'unanswering',
  'strikes?|struck',
  'sightings?|witness(?:es)?',
  'circumstances?|situations?',
  'knock\\w*',
  'taken over|takes over',
  'nobody can tell|doubts?',
]
const replacedWord = new RegExp(`\\b(?:${replaced.join('|')})\\b`, 'gi')

/** Lists the names that more than one file gives to an exported type. */
export function misnamedTypes(sources: Sources): readonly string[] {
  const declared = [...sources].flatMap(([path, source]) => exportedTypes(path, source).map((name) => ({ name, path })))
  return [...Map.groupBy(declared, ({ name }) => name)]
    .filter(([, all]) => all.length > 1)
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`)
}

/** Lists the docstrings that begin with a word of a riddle. */
export function riddles(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    docstringsOf(path, source)
      .filter(({ text }) => riddle.test(text))
      .map(({ offset, text }) => `${placeOf(path, source, offset)}: ${text.slice(0, 60)}`),
  )
}

/** Lists the replaced words in comments and strings. */
export function oldWords(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    proseOf(path, source).flatMap(({ offset, text }) =>
      [...text.matchAll(replacedWord)].map(({ 0: word }) => `${placeOf(path, source, offset)}: ${word.toLowerCase()}`),
    ),
  )
}

/** Lists the functions that a reader cannot see whole. */
export function longFunctions(sources: Sources): readonly string[] {
  return listed(sources, (path, source) =>
    functionsOf(path, source)
      .filter(({ lines }) => lines > longestFunctionLines)
      .map(({ offset, lines }) => `${placeOf(path, source, offset)}: ${lines} lines`),
  )
}

function listed(sources: Sources, find: (path: string, source: string) => readonly string[]): readonly string[] {
  return [...sources].flatMap(([path, source]) => find(path, source))
}
