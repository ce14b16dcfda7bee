import type { Check } from '../model/check.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { Reading } from '../model/reading.ts'
import { isDeath } from '../model/reason.ts'
import type { Finding, Verdict } from '../model/verdict.ts'
import type { ControlsSeen } from '../state/earlier-answers.ts'
import { assess, needsConfirmation, type StandardOfProof } from './assess.ts'
import { type AttemptDependencies, attempt, type ReadOptions } from './attempt.ts'
import { inView, type KnownAnswers } from './forbidden-again.ts'
import { explanationOf } from './versions/half-rotated.ts'

/** Pause before a bad answer is asked for again. Longer than a deploy or a replica takes to settle, short enough to page in seconds. */
export const confirmAfterMs = 2_000

/** Attempts of one probe at most: if a version appears between two of them, it costs one more attempt and not a loop. */
const mostAttempts = 3

/** A judged check, with the attempts that its verdict rests on. */
export type Probed = {
  readonly verdict: Verdict
  readonly readings: readonly Reading[]
  /** Result of the controls of this tick, if any was sent. */
  readonly controls?: ControlsSeen
  /** Hosts to which tags bind the secrets of the check; absent if that is not known. */
  readonly hosts?: readonly HostBinding[]
  /** Roles of its secrets whose values cannot be recognized in text; absent if none was read. */
  readonly plainRoles?: readonly string[]
}

export type ProbeOptions = StandardOfProof & {
  /** The version of the secret to read first; the current one if absent. */
  readonly read?: ReadOptions
  readonly reviewFindings?: readonly Finding[]
  readonly known?: KnownAnswers
}

/**
 * Probes one check: reads the secret and asks the API. If the answer says that the token is bad, reads the secret anew and asks again.
 * If that proves it, tries the other versions of the secret, since a rotation may have stopped halfway. Network, store and API never make
 * it throw; a throw is a bug of Tokenwatch.
 */
export async function probe(
  check: Check,
  dependencies: AttemptDependencies,
  { read = {}, reviewFindings = [], known = {}, ...proof }: ProbeOptions = {},
): Promise<Probed> {
  const look = async (options: ReadOptions) => inView(await attempt(check, dependencies, options), check, known)
  const readings = [await look(read)]
  while (readings.length < mostAttempts && needsConfirmation(check, readings, dependencies.now(), proof)) {
    if (dependencies.mayAsk?.(check, 'proof') === false) break
    await dependencies.sleep(confirmAfterMs)
    readings.push(await look({ fresh: true }))
  }
  const nowMs = dependencies.now()
  const verdict = assess(check, readings, nowMs, { ...proof, reviewFindings })
  if (!isDeath(verdict.reason)) return { verdict, readings }
  const explain = await explanationOf(check, verdict.evidence.versionId, dependencies)
  return { verdict: assess(check, readings, nowMs, { ...proof, explain }), readings }
}
