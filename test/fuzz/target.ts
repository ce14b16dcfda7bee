import { readFileSync } from 'node:fs'

/** A parser of text from outside, with texts that it knows and what holds for its result whatever the text. */
export type FuzzTarget = {
  readonly name: string
  /** Texts that lead into its branches; each is changed at random. */
  readonly corpus: readonly string[]
  readonly parse: (text: string) => unknown
  /** Returns a broken promise about a result; null if all were kept. */
  readonly broken: (result: unknown, text: string) => string | null
}

/** Reads the corpus of a target: a text a line, in which `\n` is a line break where the text is no JSON. */
export function corpusOf(name: string): readonly string[] {
  const lines = readFileSync(new URL(`corpus/${name}.txt`, import.meta.url), 'utf8').split('\n')
  return lines
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{"') ? line : line.replaceAll('\\n', '\n')))
}

/** Returns the value of a text of JSON, or the text itself. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
