import { fieldOf } from './field-of.ts'
import { flagNames } from './flag-names.ts'

/** Fields in which servers explain an error: those of RFC 6749 section 5.2, and those that public servers add. */
const fields = ['error', 'error_description', 'hint', 'reason', 'message', 'detail', 'details', 'errors']

/** A count of attempts that are left, which blames nothing yet. */
const attemptsLeft =
  /\b[1-9]\d* (?:more )?(?:login )?(?:attempts?|try|tries) (?:are )?(?:remaining|remain|left)\b|\b(?:remaining (?:attempts|tries)|(?:attempts|tries) (?:remaining|left)) [1-9]/g

/** Characters of a body that are searched for words, at most. */
const searchedCharacters = 4_096

/** Returns true if the fields of an error contain one of some words, or if a flag beside them does. */
export function errorSays(json: unknown, words: readonly string[]): boolean {
  return refusalSays([...fields.map((field) => fieldOf(json, field)), ...flagNames(json)], words)
}

/** Returns true if any text or flag of a refusal contains one of some words, whatever its field is called. */
export function refusalSays(json: unknown, words: readonly string[]): boolean {
  return searchOfTexts(json)(words) || searchOfFlags(json)(words)
}

/** Returns true if a text contains one of some words. Case, punctuation and the humps of a name do not count, addresses and paths neither. */
export function textSays(text: string, words: readonly string[]): boolean {
  return searchOfText(text)(words)
}

/** A search of texts that are made ready once. Returns true if they contain one of some words. */
export type WordSearch = (words: readonly string[]) => boolean

/** Returns the search of all texts of a body, without its flags. */
export const searchOfTexts = (json: unknown): WordSearch => searchOfText(textsIn(json).join(' '))

/** Returns the search of all flags of a body. */
export const searchOfFlags = (json: unknown): WordSearch => searchOfText(flagsIn(json).join(' '))

/** Returns the search that `textSays` makes once. */
export function searchOfText(text: string): WordSearch {
  const spaced = ` ${text
    .slice(0, searchedCharacters)
    .replaceAll(/[\w+/=-]{32,}/g, (run) => (isRandom(run) ? ' ' : run))
    .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
    .replaceAll(/([a-z]|\d(?=[A-Z][a-z])(?!Fa\b))([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .replaceAll(attemptsLeft, ' ')} `
  return (words) => words.some((word) => spaced.includes(` ${word} `))
}

/** Mean length of the pieces of a name is greater. */
const pieceLength = 3

/** Returns true for a long run that changes its kind of character too often for a name, such as an id in base64. */
function isRandom(run: string): boolean {
  const pieces = run.match(/[A-Z]*[a-z]+|[A-Z]+|\d+/g) ?? []
  return /\d/.test(run) && run.length / Math.max(1, pieces.length) < pieceLength
}

/** Returns the text that a page shows. */
export function shownText(page: string): string {
  return page
    .slice(0, 4 * searchedCharacters)
    .replaceAll(/<(script|style)\b.*?<\/\1\s*>/gis, ' ')
    .replaceAll(/<[^<>]*>/g, ' ')
}

/** Lists the texts of a body. */
export const textsIn = (json: unknown): readonly string[] => valuesIn(json).filter((value) => typeof value === 'string')

/** Lists the flags of a body that are set, in words. */
export const flagsIn = (json: unknown): readonly string[] => valuesIn(json).flatMap(flagNames)

/** Lists the values of a body level by level, without recursion: a foreign server decides how deep it is. */
function valuesIn(json: unknown): readonly unknown[] {
  const values = [json]
  for (let at = 0; at < values.length && values.length < searchedCharacters; at++) {
    const value = values[at]
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value).slice(0, searchedCharacters)) values.push(inner)
  }
  return values
}
