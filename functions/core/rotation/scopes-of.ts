import { createHash } from 'node:crypto'
import type { AnswerPlace } from '../model/answer-place.ts'
import type { Check } from '../model/check.ts'
import { evaluate } from '../model/expression.ts'
import type { Profile } from '../model/profile.ts'
import type { Reading } from '../model/reading.ts'
import { parseScopes } from '../model/scopes.ts'
import { type ParsedAnswer, parseAnswer } from '../probe/answer.ts'
import { attempt } from '../probe/attempt.ts'
import type { Network, WireAnswer } from '../probe/network/network.ts'
import type { RotateDependencies, RotationRun } from './rotation-run.ts'

/** A reading, with a digest of every scope that the answers named. */
export type Examined = { readonly reading: Reading; readonly scopes: string | null }

/** Asks once, as a probe would, and digests the scopes in the answers. */
export async function examine(
  check: Check,
  dependencies: Pick<RotateDependencies, 'network' | 'profileOf' | 'now' | 'sleep' | 'readCredential'>,
): Promise<Examined> {
  const answers: WireAnswer[] = []
  const network: Network = {
    ...dependencies.network,
    async exchange(request, signal) {
      const answer = await dependencies.network.exchange(request, signal)
      if (answer.kind === 'answer') answers.push(answer)
      return answer
    },
  }
  const reading = await attempt(check, { ...dependencies, network }, { fresh: true })
  const alive = reading.kind === 'answered' && reading.meaning === 'alive'
  return { reading, scopes: alive ? digestOf(answers, check, dependencies.profileOf(check.profile)) : null }
}

/** Returns the digest of the present credential's scopes; `null` where its API does not tell them. */
export async function scopesOfPresent(
  { check }: RotationRun,
  dependencies: RotateDependencies,
): Promise<string | null> {
  return (await examine(check, dependencies)).scopes
}

/** Reads a place in an answer: in its JSON, or a header. */
function at(place: AnswerPlace, { json, header }: ParsedAnswer): unknown {
  return typeof place === 'string' ? evaluate(place, json) : header(place.header)
}

/** Digests the scopes of the last answer that names any, at the check's path or its profile's. */
function digestOf(answers: readonly WireAnswer[], check: Check, profile: Profile): string | null {
  const path = check.paths.scopes ?? profile.paths.scopes
  if (path === null) return null
  const named = answers.flatMap((answer) => {
    const scopes = parseScopes(at(path, parseAnswer(answer)))
    return scopes === undefined ? [] : [scopes]
  })
  const last = named.at(-1)
  if (last === undefined) return null
  return createHash('sha256').update(JSON.stringify(last.toSorted())).digest('hex').slice(0, 16)
}
