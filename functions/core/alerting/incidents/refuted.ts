import type { Check } from '../../model/check.ts'
import { isOutage, type Reason, standingOf } from '../../model/reason.ts'
import { tokenIssued } from '../../model/token-issued.ts'
import { isUnproved, type Verdict } from '../../model/verdict.ts'
import type { Trouble } from '../../state/trouble.ts'

/** Reasons about an end. Only another end that is known speaks against them. */
const datesReasons: ReadonlySet<Reason> = new Set(['expired', 'expiring', 'overdue', 'expiry_unreadable'])

/** Reasons about the store. A secret that was read speaks against them. */
const storeReasons: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_denied', 'secret_unavailable'])

/** Reasons about the question of a check, which end with it, and those of reviews, which also look at what is unproved. */
const otherReasons: ReadonlySet<Reason> = new Set([
  'host_not_allowed',
  'wrong_target',
  'vacuous',
  'check_invalid',
  'ping_forbidden',
  'idle_expiry',
  'consumers_stale',
  'shared_across_environments',
  'overlap_open',
  'type_sunset',
])

/** Reasons of `misconfigured` that a refusal by the API does not speak against. */
const acceptingReasons: ReadonlySet<Reason> = new Set(['vacuous'])

/**
 * Returns true if a verdict speaks against a problem. An unproved credential was not asked about, so its verdict speaks only against what
 * it looked at itself: a known end, a secret that was read, claims. What an API or a key has shown, they alone take back.
 */
export function refutes(
  verdict: Verdict,
  { reason, answered = true, suppressedBy }: Pick<Trouble, 'reason' | 'answered' | 'suppressedBy'>,
  check: Check,
): boolean {
  if (!isUnproved(verdict)) return isRefuted(verdict, reason)
  const { status, rule, expiry } = verdict.evidence
  // The issuer that gave a token takes back what it said of the client.
  const isIssued = rule === tokenIssued
  // Only the message about its provider is sent, and that ends by itself.
  if (suppressedBy === 'outage' || otherReasons.has(reason)) return true
  if (storeReasons.has(reason)) return check.secret !== null
  if (datesReasons.has(reason)) return expiry !== null && (reason !== 'expired' || !answered || isIssued)
  if (isOutage(reason) && reason !== 'settling') return status !== null
  return isIssued || (!answered && check.question.kind !== 'declared')
}

/** A valid credential speaks against all. A refusal judges the credential, and shows that its secret was read. */
function isRefuted({ standing, evidence }: Verdict, reason: Reason): boolean {
  if (standing === 'valid') return true
  switch (standingOf(reason)) {
    case 'unknown':
      return standing === 'invalid'
    case 'misconfigured':
      if (standing === 'invalid') return evidence.versionId !== null && !acceptingReasons.has(reason)
      return standing === 'unknown' && storeReasons.has(reason) && evidence.versionId !== null
    default:
      return false
  }
}
