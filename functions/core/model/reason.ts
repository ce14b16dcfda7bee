/**
 * Why a verdict is what it is: the closed list that everything else (code, metrics, pages, docs) is spelled with.
 * Within a standing the reasons stand worst first; the standings themselves also stand worst first, so that the
 * position in this table alone decides which of several findings is *the* reason.
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
    'ping_forbidden',
    'slow',
    'healthy',
  ],
} as const

/** Is the token good? Only `invalid` says that it is bad; `unknown` means that nobody can tell right now. */
export type Standing = keyof typeof reasonsByStanding

/** One reason of the table, whatever its standing. */
export type Reason = (typeof reasonsByStanding)[Standing][number]

/** The reasons of one standing: `ReasonOf<'unknown'>` is what a failed attempt may be called. */
export type ReasonOf<S extends Standing> = (typeof reasonsByStanding)[S][number]

/** How loudly a reason is told: wake a person, leave a ticket, count it, or nothing. */
export type Severity = 'page' | 'notice' | 'metric' | 'none'

/** Every standing, worst first. */
export const standings: readonly Standing[] = ['invalid', 'misconfigured', 'unknown', 'valid']

/** Every reason, worst first. */
export const reasons: readonly Reason[] = standings.flatMap((standing) => reasonsByStanding[standing])

const standingByReason = new Map<Reason, Standing>(
  standings.flatMap((standing) => reasonsByStanding[standing].map((reason) => [reason, standing] as const)),
)

/** The standing that a reason belongs to. */
export function standingOf(reason: Reason): Standing {
  const standing = standingByReason.get(reason)
  if (standing === undefined) throw new Error(`reason missing from the table: ${reason}`)
  return standing
}

/** The worst of the given reasons; `healthy` when there is none. */
export function worstOf(found: Iterable<Reason>): Reason {
  const present = new Set(found)
  return reasons.find((reason) => present.has(reason)) ?? 'healthy'
}

/** What a provider's answer says of the token itself; the other `invalid` ones compare what it may do with what it should. */
const deaths: ReadonlySet<Reason> = new Set(['expired', 'revoked', 'rejected', 'suspended'])

/** Whether a reason says that the provider refuses the token. */
export function isDeath(reason: Reason): boolean {
  return deaths.has(reason)
}

/** What all tokens of a provider share when it, or the way to it, is in trouble. */
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

/** Whether a reason says nothing of one token, only of its provider or of the way there. */
export function isOutage(reason: Reason): boolean {
  return outages.has(reason)
}

const paged: ReadonlySet<Reason> = new Set(['secret_missing', 'secret_malformed', 'quota_exhausted'])

/** `expiring` pages only inside the check's critical window, so the caller says whether it is. */
export function severityOf(reason: Reason, options: { critical: boolean }): Severity {
  if (reason === 'healthy') return 'none'
  if (reason === 'slow') return 'metric'
  if (standingOf(reason) === 'invalid' || paged.has(reason)) return 'page'
  return reason === 'expiring' && options.critical ? 'page' : 'notice'
}
