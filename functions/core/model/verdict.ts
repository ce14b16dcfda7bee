import type { CheckKey } from './check.ts'
import type { Expiry } from './expiry.ts'
import type { Compared } from './reading.ts'
import { type Reason, type Severity, type Standing, standingOf } from './reason.ts'
import type { ScopeComparison } from './scopes.ts'

/** One problem, with a sentence for people. */
export type Finding = { readonly reason: Reason; readonly detail: string }

/** Evidence of a verdict: only names, numbers and text from the config. */
export type Evidence = {
  readonly status: number | null
  readonly rule: string | null
  readonly identity: Compared | null
  readonly environment: Compared | null
  readonly scopes: ScopeComparison | null
  readonly expiry: Expiry
  /** `null` without an answer. */
  readonly latencyMs: number | null
  readonly versionId: string | null
  readonly attempts: number
}

/** The verdict on one check at one instant. Only `assess` makes it, and nothing changes it afterwards. */
export type Verdict = {
  readonly check: CheckKey
  readonly standing: Standing
  /** The worst of the findings; `healthy` where there is none. Beside `unproved`, the worst of the others. */
  readonly reason: Reason
  readonly severity: Severity
  readonly findings: readonly Finding[]
  readonly evidence: Evidence
  /** True if the check is `expiring` or `overdue` within its rotation window. */
  readonly rotationDue: boolean
  /** Epoch milliseconds. */
  readonly at: number
}

/** Reasons beside every `invalid` one with which a deployment cannot run, whoever has to fix them. */
const refusedReasons: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_denied', 'secret_malformed'])

/** Returns true if a verdict alone refuses a deployment that uses the credential. */
export function isRefused({ standing, reason }: Pick<Verdict, 'standing' | 'reason'>): boolean {
  return standing === 'invalid' || refusedReasons.has(reason)
}

/**
 * Returns true if nothing was asked that could prove the token. Its standing is `unknown`. Its reason is `unproved`, or names what else
 * is known, such as `expiring`.
 */
export function isUnproved({ standing, reason }: Pick<Verdict, 'standing' | 'reason'>): boolean {
  return standing === 'unknown' && (reason === 'unproved' || standingOf(reason) === 'valid')
}

/** Returns true if nothing speaks against the token: it is proved, or nothing was asked that could prove it. */
export function isUnopposed(verdict: Pick<Verdict, 'standing' | 'reason'>): boolean {
  return verdict.standing === 'valid' || isUnproved(verdict)
}

/** Characters of the sentence of one finding that are stored, at most. Names in it come from the config and from providers. */
const longestDetail = 1_000

/** Returns a verdict whose sentences are short enough to be stored; the same object if all of them are. */
export function withShortDetails(verdict: Verdict): Verdict {
  if (verdict.findings.every(({ detail }) => detail.length <= longestDetail)) return verdict
  const findings = verdict.findings.map(({ reason, detail }) => ({ reason, detail: shortened(detail) }))
  return { ...verdict, findings }
}

/** Cuts a sentence, never inside a character. */
const shortened = (detail: string): string =>
  detail.length <= longestDetail ? detail : `${detail.slice(0, longestDetail - 1).toWellFormed()}…`
