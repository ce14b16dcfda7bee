import type { Check } from '../model/check.ts'
import type { Reading } from '../model/reading.ts'
import { isDeath } from '../model/reason.ts'
import type { Finding, Verdict } from '../model/verdict.ts'
import { assess, needsConfirmation, type Proven, proofs } from './assess.ts'
import { type AttemptDependencies, attempt, type ReadOptions } from './attempt.ts'
import { explanationOf } from './versions/explanation.ts'

/** The pause before a bad answer is asked for again: longer than a deploy's or a replica's blink, short enough to page in seconds. */
export const confirmAfterMs = 2_000

/** A version that appears between two attempts is judged anew, so that a rotation under way costs one more, never a loop. */
const mostAttempts = 3

/** A judged check with the attempts that the judgement rests on. */
export type Probed = { readonly verdict: Verdict; readonly readings: readonly Reading[] }

/**
 * One check: read the secret, ping, and where the answer says that the token is bad, read the secret anew and ask again
 * before saying so, with the secret's other versions too: a rotation may have stopped halfway. Never throws for what the world does; a throw here is a bug of ours.
 */
export async function probe(
  check: Check,
  dependencies: AttemptDependencies,
  wanted: ReadOptions = {},
  proven: Proven = null,
  needed: number = proofs.usual,
  reviewFindings: readonly Finding[] = [],
): Promise<Probed> {
  const readings = [await attempt(check, dependencies, wanted)]
  while (readings.length < mostAttempts && needsConfirmation(check, readings, dependencies.now(), proven, needed)) {
    if (dependencies.mayAsk?.(check, 'proof') === false) break
    await dependencies.sleep(confirmAfterMs)
    readings.push(await attempt(check, dependencies, { fresh: true }))
  }
  const nowMs = dependencies.now()
  const verdict = assess(check, readings, nowMs, proven, needed, { reviewFindings })
  if (!isDeath(verdict.reason)) return { verdict, readings }
  const explain = await explanationOf(check, verdict.evidence.versionId, dependencies)
  return { verdict: assess(check, readings, nowMs, proven, needed, { explain }), readings }
}
