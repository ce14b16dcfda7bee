import { setTimeout as delay } from 'node:timers/promises'
import type { Proof } from './account.ts'
import type { AccountAnswer } from './table.ts'

/** Something that the documentation leaves open. */
export type AccountQuestion = {
  readonly question: string
  readonly expected: string
  /** Beginning of the assumption in docs/assumptions.md that the answer settles; null where it is none of a row. */
  readonly settles: string | null
  /** Resolves with the answer; null if this run cannot ask, for example without the key of a provider. */
  ask(proof: Proof): Promise<string | null>
}

/** Asks one question. A question that cannot be answered is an answer too. */
export async function answerTo(
  { question, expected, settles, ask }: AccountQuestion,
  proof: Proof,
  limitMs: number,
): Promise<AccountAnswer> {
  const over = new AbortController()
  const late = delay(limitMs, `nothing within ${limitMs / 1_000} s`, { signal: over.signal })
  const asked = ask(proof).catch((error: Error) => `${error.name}: ${error.message}`)
  const seen = await Promise.race([asked, late]).finally(() => over.abort())
  return { question, expected, seen: seen ?? 'not asked', settles: settles ?? 'none' }
}

/** Name and message of the error of a call, or its answer if it should have failed. */
export function errorOf(call: Promise<object>): Promise<string> {
  return call.then(
    () => 'it was accepted',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

/** Milliseconds until a look finds its target; null if it does not in time. */
export async function msUntil(look: () => Promise<boolean>, limitMs: number, everyMs = 250): Promise<number | null> {
  const startedMs = performance.now()
  while (performance.now() - startedMs < limitMs) {
    if (await look()) return Math.round(performance.now() - startedMs)
    await delay(everyMs)
  }
  return null
}
