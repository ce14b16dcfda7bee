import type { Stack } from '../../../local/stack.ts'
import { itemsOf, pagesOf } from '../../support/stack.ts'

/** Patterns of everything that differs between any two runs: instants, durations and ids. */
const incidental: readonly (readonly [RegExp, string])[] = [
  // The event loop decides if a function continues from a timer, a socket or a microtask.
  [/,?" +at [^"]*\(node:[^"]*"/g, ''],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?/g, 'INSTANT'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID'],
  [/"timings":\{[^}]*\}/g, 'TIMINGS'],
  [/"tookMs":\d+/g, 'DURATION'],
  [/\b\d+ ms\b|"latencyMs":[\d.]+|\btime="[\d.]+"/g, 'LATENCY'],
  [/\b\d+[dhms]( \d+[hms])?\b/g, 'SPAN'],
  [/\b127\.0\.0\.1:\d+/g, 'PLACE'],
  // Seconds, milliseconds, and the place of a message.
  [/\b1\d{9}(\d{3,4})?\b/g, 'NUMBER'],
  // Where the ticks of a busy machine lie far apart, the history notes a gap, and the state has one write more.
  [/"changes":\[\{"at":[^\]]*\]/g, '"changes":[]'],
  [/"revision":\d+/g, 'REVISION'],
  // The address of the stand-in is part of what is asked, and its port is another in each run.
  [/"questionHash":"[0-9a-f]{16}"/g, 'QUESTION'],
  [/(start|end)\$3D\d+/g, 'WINDOW'],
]

/** Output of a run without incidental values, by its readers. */
export type Essence = {
  readonly log: readonly string[]
  readonly pages: readonly string[]
  readonly states: readonly string[]
}

export async function essenceOf(stack: Stack): Promise<Essence> {
  const states = (await itemsOf(stack)).filter(({ sk }) => sk?.S === 'state')
  return {
    log: withoutIncidentals(stack.output.join('').split('\n')),
    pages: withoutIncidentals(pagesOf(stack).flatMap(({ subject, raw, mail }) => [subject, raw, mail])),
    states: withoutIncidentals(states.map(({ body }) => body?.S ?? '')),
  }
}

/** Sorts lines, because checks of a batch are judged concurrently and the order is not a property of a run. */
export function withoutIncidentals(lines: readonly string[]): readonly string[] {
  return lines.map((line) => incidental.reduce((rest, [pattern, word]) => rest.replace(pattern, word), line)).toSorted()
}
