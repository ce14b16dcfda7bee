import { fc } from '../support/property.ts'
import { bodyTargets } from './bodies.ts'
import { headerTargets } from './headers.ts'
import type { FuzzTarget } from './target.ts'

export const fuzzTargets: readonly FuzzTarget[] = [...headerTargets, ...bodyTargets]

/** Pieces that mean something to one of the parsers. */
const pieces = [
  ...[
    '"',
    '\\',
    '\\u0000',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ';',
    '=',
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\0',
    '\u2028',
    '\ud800',
    '😀',
  ],
  ...['__proto__', 'constructor', 'toString', 'null', 'true', '-1', '1e308', '1e999', '9'.repeat(30), 'a'.repeat(300)],
  ...['[['.repeat(50), '{"a":'.repeat(50), '((((', '*a', '&a', '!!', '%', '%00', '\u202e', '\uFEFF', 'GMT', 'Bearer '],
]

type Edit = (text: string) => string

const at = fc.double({ min: 0, max: 1, noNaN: true })
const placeIn = (text: string, share: number): number => Math.floor(share * (text.length + 1))

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(at, fc.constantFrom(...pieces)).map(
    ([share, piece]): Edit =>
      (text) =>
        text.slice(0, placeIn(text, share)) + piece + text.slice(placeIn(text, share)),
  ),
  fc.tuple(at, at).map(
    ([from, length]): Edit =>
      (text) =>
        text.slice(0, placeIn(text, from)) + text.slice(placeIn(text, from) + Math.floor(length * 12)),
  ),
  fc.tuple(at, at, fc.integer({ min: 2, max: 40 })).map(
    ([from, length, times]): Edit =>
      (text) => {
        const start = placeIn(text, from)
        const part = text.slice(start, start + Math.floor(length * 12))
        return text.slice(0, start) + part.repeat(times) + text.slice(start)
      },
  ),
  fc.tuple(at, fc.string({ unit: 'binary', maxLength: 6 })).map(
    ([share, letters]): Edit =>
      (text) =>
        text.slice(0, placeIn(text, share)) + letters + text.slice(placeIn(text, share) + letters.length),
  ),
  at.map(
    (share): Edit =>
      (text) =>
        text.slice(0, placeIn(text, share)),
  ),
)

/** Returns changed texts of the corpus, and now and then any text at all. */
export function textsFor({ corpus }: FuzzTarget): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 5 }))
    .map(([text, edits]) => edits.reduce((edited, change) => change(edited), text).slice(0, 20_000))
  return fc.oneof({ arbitrary: changed, weight: 9 }, { arbitrary: fc.string({ unit: 'binary' }), weight: 1 })
}

/** The longest that a parser may take for one text, on a busy machine too. */
const slowParseMs = 1_000

/** Returns the promise that a parser breaks with a text; null if it keeps all. */
export function brokenBy({ parse, broken }: FuzzTarget, text: string): string | null {
  const { emitWarning } = process
  let warnings = 0
  process.emitWarning = () => {
    warnings += 1
  }
  try {
    const startMs = performance.now()
    const result = parse(text)
    const tookMs = performance.now() - startMs
    // Node prints a warning, and a warning about a text holds the text.
    if (warnings > 0) return 'prints a warning'
    if (tookMs > slowParseMs) return `takes ${Math.round(tookMs)} ms`
    if (Object.keys(Object.prototype).length > 0) return 'changes the prototype of every object'
    return broken(result, text)
  } finally {
    process.emitWarning = emitWarning
  }
}
