import type { CheckKey } from './check.ts'
import type { Expiry } from './expiry.ts'
import type { Compared } from './reading.ts'
import type { Reason, Severity, Standing } from './reason.ts'
import type { ScopeComparison } from './scopes.ts'

/** One thing that is not as it should be, with the sentence that tells a person. */
export type Finding = { readonly reason: Reason; readonly detail: string }

/** What the verdict rests on: only names, numbers and text from the config. */
export type Evidence = {
  readonly status: number | null
  readonly rule: string | null
  readonly identity: Compared | null
  readonly environment: Compared | null
  readonly scopes: ScopeComparison | null
  readonly expiry: Expiry
  /** Null where nobody answered, or nobody was asked. */
  readonly latencyMs: number | null
  readonly versionId: string | null
  readonly attempts: number
}

/** The judgement of one check at one instant; made by `assess` alone and never changed afterwards. */
export type Verdict = {
  readonly check: CheckKey
  readonly standing: Standing
  /** The worst of the findings; `healthy` when there is none. */
  readonly reason: Reason
  readonly severity: Severity
  readonly findings: readonly Finding[]
  readonly evidence: Evidence
  /** Whether `expiring` or `overdue` falls inside the check's rotation window. */
  readonly rotationDue: boolean
  /** Epoch milliseconds. */
  readonly at: number
}

/** Besides every `invalid`: what a deployment cannot run with, whoever has to put it right. */
const refusedReasons: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_denied', 'secret_malformed'])

/** Whether a verdict alone is reason enough to refuse a deployment that relies on the credential. */
export function isRefused({ standing, reason }: Pick<Verdict, 'standing' | 'reason'>): boolean {
  return standing === 'invalid' || refusedReasons.has(reason)
}
