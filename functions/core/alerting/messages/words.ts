import type { Reason } from '../../model/reason.ts'

/** Reasons as the end of a sentence: "The credential ... has been revoked". */
export const spoken: Readonly<Record<Reason, string>> = {
  expired: 'has expired',
  revoked: 'has been revoked',
  rejected: 'is rejected by its API',
  half_rotated: 'was rotated only halfway',
  suspended: 'belongs to a suspended account',
  wrong_identity: 'belongs to another identity',
  wrong_environment: 'belongs to another environment',
  under_scoped: 'lacks scopes that it needs',
  wrong_answer: 'does not meet an assertion of its check',
  secret_missing: 'is missing from the secret store',
  secret_denied: 'may not be read by Tokenwatch',
  secret_malformed: 'is stored in a form that cannot be used',
  host_not_allowed: 'would be sent to a host that Tokenwatch may not reach',
  wrong_target: 'is sent to something that is not its API',
  vacuous: 'cannot be proved valid, because its API also accepts a broken one',
  check_invalid: 'has a check that cannot be run',
  unreachable: 'cannot be judged, because its API cannot be reached',
  timed_out: 'cannot be judged, because its API does not answer in time',
  tls_failed: 'cannot be judged, because the TLS of its API cannot be trusted',
  rate_limited: 'cannot be judged, because its API limits requests',
  provider_error: 'cannot be judged, because its API fails',
  redirected: 'cannot be judged, because its API redirects elsewhere',
  oversized: 'cannot be judged, because the answer of its API is too large',
  unrecognized: 'cannot be judged, because no rule matches the answer of its API',
  blocked_from_here: 'cannot be judged, because its API blocks requests from this network',
  quota_exhausted: 'has used up its quota',
  secret_unavailable: 'cannot be judged, because the secret store does not answer',
  settling: 'cannot be judged, because its answers differ',
  not_run: 'was not probed',
  unproved: 'was not proved, because nothing was asked that could prove it',
  expiring: 'is about to expire',
  overdue: 'is older than its policy allows',
  idle_expiry: 'expires soon, because nobody uses it',
  consumers_stale: 'was rotated, but its consumers still use the old version',
  shared_across_environments: 'is shared across environments',
  over_scoped: 'has more scopes than it should',
  overlap_open: 'was rotated, but the old version still works',
  type_sunset: 'is of a kind that its provider will end',
  expiry_unreadable: 'has an expiry that cannot be read',
  ping_forbidden: 'works, but may not make the request of its check',
  slow: 'works, but its API answers slowly',
  healthy: 'is good',
}

/** Lists the first `most` names and counts the rest: `a, b and 3 more`. */
export function someOf(names: readonly string[], most = 10): string {
  const rest = names.length - most
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}

/** Returns `1 credential` or `5 credentials`. */
export function credentials(count: number): string {
  return `${count} credential${count === 1 ? '' : 's'}`
}
