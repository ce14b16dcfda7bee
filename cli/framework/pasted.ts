import { shown } from '../../functions/config/secrecy.ts'

/** Returns a word of the command line if it may be repeated, else its length: a token may stand where a name belongs. */
export const repeatable = (word: string): string => (isPlain(word) ? word : hidden(word))

const isPlain = (word: string): boolean => shown(word.replace(/^-+/, '')) !== undefined

const hidden = (word: string): string => `(${word.length} characters)`

/** Replaces words of the command line that may be secrets, wherever a message repeats them. */
export function withoutPasted(message: string, words: readonly string[]): string {
  const secret = words.flatMap(partsOf).filter((part) => part !== '' && !isPlain(part))
  const longestFirst = secret.toSorted((one, other) => other.length - one.length)
  return longestFirst.reduce((text, part) => text.replaceAll(part, hidden(part)), message)
}

/** Splits `--name=value`: the name of an option may be repeated, and its value may not. */
function partsOf(word: string): readonly string[] {
  const [, name, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
  return name === undefined || value === undefined ? [word] : [name, value]
}
