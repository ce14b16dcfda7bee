import { bearerOf, withBearer } from '../token/headers.ts'
import { isReallyDifferent } from '../token/proof.ts'
import type { FaultContext } from './fault.ts'
import { type FaultAction, type InterceptedRequest, pass } from './request.ts'

/** Makes another token of a token; null where it cannot, which counts as nothing done. */
export type Mutate = (token: string, context: FaultContext) => string | null

/** Sends the mutant in the token's place, if it is proved to be something else. */
export function mutated(mutate: Mutate) {
  return ({ headers }: InterceptedRequest, context: FaultContext): FaultAction => {
    const token = bearerOf(headers)
    const mutant = token === undefined ? null : mutate(token, context)
    if (token === undefined || mutant === null || !isReallyDifferent(token, mutant)) return pass
    return { kind: 'mutate', headers: withBearer(headers, mutant) }
  }
}
