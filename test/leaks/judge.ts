import { randomBytes } from 'node:crypto'
import { withoutIncidentals } from '../stack/canary/essence.ts'
import { makeTokens, type Tokens } from '../stack/canary/tokens.ts'
import { createLeakScanner, encodingsOfLeaks, type LeakScanner } from '../support/leak-scanner.ts'
import type { LeakRoute, Sinks } from './routes/route.ts'

/** One sink of a route after its runs. */
export type JudgedSink = {
  readonly path: string
  readonly sink: string
  readonly characters: number
  /** Tokens that were found, with their encodings. */
  readonly leaks: readonly string[]
  /** True if the mark of this run stands in it: it was really captured. */
  readonly isSeen: boolean
  /** Encodings in which a planted token was not found. */
  readonly missed: readonly string[]
  /** True if a run with other tokens gave the same text; the reason if they need not be equal. */
  readonly isEqual: boolean | string
}

/** Returns true if nothing was found, and if it would have been. */
export const isClean = ({ leaks, isSeen, missed, isEqual }: JudgedSink): boolean =>
  leaks.length === 0 && isSeen && missed.length === 0 && isEqual !== false

/** Drives a route twice with tokens that differ, and scans everything that came out. */
export async function judgeRoute(route: LeakRoute): Promise<readonly JudgedSink[]> {
  const mark = randomBytes(8).toString('hex')
  const tokens = makeTokens()
  const sinks = await route.drive(tokens, mark)
  const others = route.varies === undefined ? await route.drive(makeTokens(), mark) : null
  const scanner = scannerFor(tokens)
  return [...sinks].map(([sink, text]) => ({
    path: route.path,
    sink,
    characters: text.length,
    leaks: scanner.scan(sink, text).map(({ canary, encoding }) => `${canary} (${encoding})`),
    isSeen: text.includes(mark),
    missed: missedIn(text, scanner, tokens),
    isEqual: route.varies ?? isSame(sink, sinks, others),
  }))
}

function scannerFor(tokens: Tokens): LeakScanner {
  const scanner = createLeakScanner()
  for (const [name, value] of tokens.all) scanner.watchFor(name, value)
  return scanner
}

/** Plants a token into the text in every encoding, and returns those in which it was not found. */
function missedIn(text: string, scanner: LeakScanner, { all }: Tokens): readonly string[] {
  const [token = ''] = all.values()
  return encodingsOfLeaks.flatMap(([name, encode]) => {
    const middle = Math.floor(text.length / 2)
    const planted = text.slice(middle - 50, middle) + encode(token) + text.slice(middle, middle + 50)
    return scanner.scan(name, planted).length > 0 ? [] : [name]
  })
}

/** Compares two runs without instants, ids and other values that differ between any two runs. */
function isSame(sink: string, sinks: Sinks, others: Sinks | null): boolean {
  const [one, other] = [sinks, others].map((run) => withoutIncidentals((run?.get(sink) ?? '').split('\n')).join('\n'))
  return one === other
}
