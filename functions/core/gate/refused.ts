import type { Reason } from '../reason.ts'
import type { Verdict } from '../verdict.ts'

/** Besides every `invalid`: what a deployment can not run with, whoever has to put it right. */
const refusedReasons: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_denied', 'secret_malformed'])

/** Whether a verdict alone is reason enough to refuse a deployment that relies on the credential. */
export function isRefused({ standing, reason }: Pick<Verdict, 'standing' | 'reason'>): boolean {
  return standing === 'invalid' || refusedReasons.has(reason)
}
