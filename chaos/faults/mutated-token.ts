import { bearerOf, withBearer } from '../token/headers.ts'
import { isReallyDifferent } from '../token/proof.ts'
import type { FaultContext } from './fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from './request.ts'

/** Makes a mutant of a token. Returns `null` if it cannot; then the request passes. */
export type Mutate = (token: string, context: FaultContext) => string | null

/** Replaces the token with its mutant, if the two provably differ. */
export function mutated(mutate: Mutate) {
  return ({ headers }: InterceptedRequest, context: FaultContext): FaultAction => {
    const token = bearerOf(headers)
    const mutant = token === undefined ? null : mutate(token, context)
    if (token === undefined || mutant === null || !isReallyDifferent(token, mutant)) return pass
    return { kind: 'mutate', headers: withBearer(headers, mutant) }
  }
}
