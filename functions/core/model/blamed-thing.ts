import {
  allowed,
  belongings,
  blameWords,
  credentialNoun,
  denied,
  ends,
  fillers,
  foreign,
  forPlace,
  helpers,
  holder,
  joints,
  lacking,
  method,
  nameless,
  needed,
  negations,
  off,
  owning,
  prepositions,
  trailing,
  unsupported,
} from './blame-words.ts'

/**
 * The thing that a refusal calls dead: the credential itself, a credential of some kind (`invalid acme key`), another thing, or nothing that
 * its words tell.
 */
export type BlamedThing = 'credential' | 'some_credential' | 'other' | null

/** Returns true for a word that may be the name of a credential or of its holder. */
const mayBeName = (before: readonly string[], head: string): boolean =>
  !belongings.test(head) && before.some((word) => credentialNoun.test(word) || holder.test(word))

/** Finds what the texts of a refusal blame. One that blames the credential outweighs all others. */
export function blamedThing(texts: readonly string[]): BlamedThing {
  const blamed = firstOf(texts).flatMap(clausesOf).flatMap(thingsIn)
  return strongest.find((one) => blamed.includes(one)) ?? null
}

/** Things by the weight of the text that blames them. */
const strongest = ['credential', 'some_credential', 'other'] as const

/** Characters of a refusal that are read, at most. */
const readCharacters = 4_096

/** Returns the texts up to the characters that are read. */
function firstOf(texts: readonly string[]): readonly string[] {
  let left = readCharacters
  return texts.flatMap((text) => {
    const read = text.slice(0, Math.max(0, left))
    left -= read.length
    return read === '' ? [] : [read]
  })
}

/** A name in quotes says nothing, unless it is that of a credential: `'ci-bot'`, `"api_key"`. */
const quoted = /(["'`])(?:(?!\1)[\w .@:/-]){1,80}\1/g

/** Splits a text into clauses of words. */
function clausesOf(text: string): readonly (readonly string[])[] {
  const { outside, inside } = parted(text)
  return [outside, ...inside].flatMap(clausesOfPart)
}

/** Takes remarks in brackets out of a text: `Your plan (pro) has expired`. */
function parted(text: string): { readonly outside: string; readonly inside: readonly string[] } {
  const inside: string[] = []
  const outside = text.replaceAll(/[([]([^()[\]]{0,200})[)\]]/g, (_, remark: string) => {
    inside.push(remark)
    return ' '
  })
  return { outside, inside }
}

function clausesOfPart(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
    .replaceAll(quoted, (name) => (wordsIn(name).some((word) => credentialNoun.test(word)) ? name : ' '))
    .split(/[.;,!?()[\]{}<>|\n]+/)
    .map(wordsIn)
}

const wordsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('/', ' or ')
    .replaceAll('=', ':')
    .toLowerCase()
    .match(/[a-z0-9]+|:/g) ?? []

/** Lists what a clause blames, once for each word of blame in it. */
function thingsIn(words: readonly string[]): readonly BlamedThing[] {
  return words.flatMap((word, at) => {
    const previous = words[at - 1] ?? ''
    const verb = previous === 'be' ? (words[at - 2] ?? '') : previous
    if ((denied.has(word) && negations.has(verb)) || (word === 'longer' && previous === 'no'))
      return [kindOfDenied(thingBefore(words, at - 1), words.slice(at))]
    if (lacking.has(word) && previous === 'no') return [kindOf(thingAfter(words, at + 1), false)]
    if (!isBlame(word) && !needed.has(word)) return []
    const [before, after] = [thingBefore(words, at), thingAfter(words, at + 1)]
    const said = standsAfterThing(word, previous) ? [before, after] : [after, before]
    const thing = said.find((one) => one.length > 0) ?? []
    const kind = isMethod(thing) && off.has(word) ? 'other' : kindOf(thing, isForPlace(words.slice(at)))
    return needed.has(word) && kind !== 'other' ? [] : [kind]
  })
}

/** Returns true for a word of blame that speaks of what stands before it. A request that "had an invalid token" is not invalid itself. */
function standsAfterThing(word: string, previous: string): boolean {
  if (helpers.has(previous)) return !blameWords.has(word) || !/^ha[ds]$|^have$/.test(previous)
  return !blameWords.has(word) && !fillers.has(previous) && !prepositions.has(previous)
}

const isBlame = (word: string): boolean => blameWords.has(word) || ends.has(word)

/** Returns the words of the thing that follows. */
function thingAfter(words: readonly string[], from: number): readonly string[] {
  const thing: string[] = []
  for (const word of words.slice(from)) {
    const isOpening = thing.length === 0 && (fillers.has(word) || isBlame(word) || word === ':')
    if (isOpening) continue
    if (prepositions.has(word) && isForm(thing)) continue
    if (helpers.has(word) || prepositions.has(word) || joints.has(word) || isBlame(word)) break
    thing.push(word)
  }
  return thing
}

/** Returns true for words that stand for a part of what follows: `value of`, `format for`. */
const isForm = (words: readonly string[]): boolean =>
  words.some((word) => trailing.has(word)) && words.every((word) => trailing.has(word) || fillers.has(word))

/**
 * Returns the words of the thing before a place. What follows a preposition only belongs to it, unless the thing is a mere part, such as a
 * value, or belongs to a browser.
 */
function thingBefore(words: readonly string[], until: number): readonly string[] {
  let thing: string[] = []
  let owner: readonly string[] = []
  for (const word of words.slice(0, until).toReversed()) {
    if (prepositions.has(word)) {
      owner = thing
      thing = []
    } else if (thing.length === 0 && (helpers.has(word) || isBlame(word) || fillers.has(word))) continue
    else if (helpers.has(word) || joints.has(word) || isBlame(word)) break
    else thing.unshift(word)
  }
  const isOwned = owner.length > 0 && (isForm(thing) || owner.some((word) => owning.has(word)))
  return isOwned ? owner : thing
}

/** Tells what a thing is that is said to be not so. */
function kindOfDenied(thing: readonly string[], said: readonly string[]): BlamedThing {
  return isMethod(thing) && unsupported.has(said[0] ?? '') ? 'other' : kindOf(thing, isForPlace(said))
}

/**
 * Tells what a thing is. Of several that are joined by "or", all have to be a credential or its holder. A credential that is bad for a place
 * may be good for another one.
 */
function kindOf(thing: readonly string[], isForOnePlace: boolean): BlamedThing {
  const kinds = partsOf(thing).map(kindOfPart)
  const kind = strongest.toReversed().find((one) => kinds.includes(one)) ?? null
  return kind === 'credential' && isForOnePlace ? 'some_credential' : kind
}

/** Returns true if words say that something is so for one place alone: `Invalid key for the given resource`. */
const isForPlace = (words: readonly string[]): boolean => forPlace.test(words.join(' '))

/** Returns true for all credentials of a kind, and for a way to log in: somebody may switch these off. */
const isMethod = (thing: readonly string[]): boolean => method.test(thing.join(' '))

function partsOf(thing: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  for (const word of thing) {
    if (word === 'or' || word === 'and') parts.push([])
    else if (!fillers.has(word)) parts.at(-1)?.push(word)
  }
  return parts
}

function kindOfPart(words: readonly string[]): BlamedThing {
  const end = words.findLastIndex((word) => !trailing.has(word) && !nameless.test(word))
  const head = words[end]
  if (head === undefined || holder.test(head)) return null
  if (!credentialNoun.test(head)) return mayBeName(words.slice(0, end), head) ? 'some_credential' : 'other'
  const before = words.slice(0, end)
  if (before.some((word) => foreign.has(word))) return 'other'
  return before.every((word) => allowed.has(word) || trailing.has(word)) ? 'credential' : 'some_credential'
}
