/**
 * Reasons of verdicts, by standing: the closed list for code, metrics, messages and docs. Standings are listed worst first, and so are
 * the reasons of a standing. The position in this table alone decides which of several findings is *the* reason.
 */
export const reasonsByStanding = {
  invalid: [
    'expired',
    'revoked',
    'rejected',
    'half_rotated',
    'suspended',
    'wrong_identity',
    'wrong_environment',
    'under_scoped',
    'wrong_answer',
  ],
  misconfigured: [
    'secret_missing',
    'secret_denied',
    'secret_malformed',
    'host_not_allowed',
    'wrong_target',
    'vacuous',
    'check_invalid',
  ],
  unknown: [
    'unreachable',
    'timed_out',
    'tls_failed',
    'rate_limited',
    'provider_error',
    'redirected',
    'oversized',
    'unrecognized',
    'blocked_from_here',
    'quota_exhausted',
    'secret_unavailable',
    'settling',
    'not_run',
    'unproved',
  ],
  valid: [
    'expiring',
    'overdue',
    'idle_expiry',
    'consumers_stale',
    'shared_across_environments',
    'over_scoped',
    'overlap_open',
    'type_sunset',
    'expiry_unreadable',
    'ping_forbidden',
    'slow',
    'healthy',
  ],
} as const

/** Standing of a token. Only `invalid` says that it does not work; `unknown` means that there is no proof right now. */
export type Standing = keyof typeof reasonsByStanding

/** A reason of any standing. */
export type Reason = (typeof reasonsByStanding)[Standing][number]

/** The reasons of one standing: a failed attempt has a `ReasonOf<'unknown'>`. */
export type ReasonOf<S extends Standing> = (typeof reasonsByStanding)[S][number]

/** Severity of a reason: page a person, send a notice, count it in a metric, or nothing. */
export type Severity = 'page' | 'notice' | 'metric' | 'none'

/** Every standing, worst first. */
export const standings: readonly Standing[] = ['invalid', 'misconfigured', 'unknown', 'valid']

/** Every reason, worst first. */
export const reasons: readonly Reason[] = standings.flatMap((standing) => reasonsByStanding[standing])

const standingByReason = new Map<Reason, Standing>(
  standings.flatMap((standing) => reasonsByStanding[standing].map((reason) => [reason, standing] as const)),
)

/** Returns the standing of a reason. */
export function standingOf(reason: Reason): Standing {
  const standing = standingByReason.get(reason)
  if (standing === undefined) throw new Error(`reason missing from the table: ${reason}`)
  return standing
}

/** Returns the worst of the given reasons; `healthy` where there is none. */
export function worstOf(found: Iterable<Reason>): Reason {
  const present = new Set(found)
  return reasons.find((reason) => present.has(reason)) ?? 'healthy'
}

/** Reasons in which the provider refuses the token itself. The other `invalid` reasons compare its rights with the expected ones. */
const deaths: ReadonlySet<Reason> = new Set(['expired', 'revoked', 'rejected', 'suspended'])

/** Returns true if a reason says that the provider refuses the token. */
export function isDeath(reason: Reason): boolean {
  return deaths.has(reason)
}

/** Reasons that all tokens of a provider share while the provider, or the network to it, has a problem. */
const outages: ReadonlySet<Reason> = new Set([
  'unreachable',
  'timed_out',
  'tls_failed',
  'rate_limited',
  'provider_error',
  'blocked_from_here',
  'secret_unavailable',
  'settling',
])

/** Returns true if a reason is about the provider or the network to it, not about one token. */
export function isOutage(reason: Reason): boolean {
  return outages.has(reason)
}

const paged: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_malformed', 'quota_exhausted'])

/** Returns the severity of a reason. `expiring` pages only within the check's critical window (`critical`). */
export function severityOf(reason: Reason, options: { critical: boolean }): Severity {
  if (reason === 'healthy') return 'none'
  if (reason === 'slow' || reason === 'unproved') return 'metric'
  if (standingOf(reason) === 'invalid' || paged.has(reason)) return 'page'
  return reason === 'expiring' && options.critical ? 'page' : 'notice'
}
