import type { Reason } from '../../model/reason.ts'

/** A reason as a sentence says it: "The credential ... has been revoked". */
export const spoken: Readonly<Record<Reason, string>> = {
  expired: 'has expired',
  revoked: 'has been revoked',
  rejected: 'is rejected by its API',
  half_rotated: 'was rotated only halfway',
  suspended: 'belongs to a suspended account',
  wrong_identity: 'belongs to somebody else',
  wrong_environment: 'belongs to another environment',
  under_scoped: 'lacks scopes that it needs',
  wrong_answer: 'works, but its API does not answer as asserted',
  secret_missing: 'is missing from the secret store',
  secret_denied: 'may not be read by Tokenwatch',
  secret_malformed: 'is stored in a form that cannot be used',
  host_not_allowed: 'would go to a host that Tokenwatch may not reach',
  wrong_target: 'is sent to something that is not its API',
  vacuous: 'proves nothing, since its API also accepts a broken one',
  check_invalid: 'has a check that cannot be asked',
  unreachable: 'cannot be judged, since its API cannot be reached',
  timed_out: 'cannot be judged, since its API does not answer in time',
  tls_failed: 'cannot be judged, since the TLS of its API cannot be trusted',
  rate_limited: 'cannot be judged, since its API wants fewer requests',
  provider_error: 'cannot be judged, since its API fails',
  redirected: 'cannot be judged, since its API points elsewhere',
  oversized: 'cannot be judged, since its API answers too much',
  unrecognized: 'cannot be judged, since no rule knows what its API answers',
  blocked_from_here: 'cannot be judged, since its API lets nobody in from here',
  quota_exhausted: 'has used up its quota',
  secret_unavailable: 'cannot be judged, since the secret store does not answer',
  settling: 'cannot be judged, since its answers differ',
  not_run: 'was not probed',
  expiring: 'is about to expire',
  overdue: 'is older than its policy allows',
  idle_expiry: 'dies soon, since nobody uses it',
  consumers_stale: 'was rotated, but its consumers use the old one',
  shared_across_environments: 'is shared across environments',
  over_scoped: 'may do more than it should',
  overlap_open: 'was rotated, but the old one still works',
  type_sunset: 'is of a kind that its provider gives up',
  ping_forbidden: 'works, but may not make the request of its check',
  slow: 'is answered slowly',
  healthy: 'is good',
}

/** A list for people, of which the first few are named. */
export function someOf(names: readonly string[], most = 10): string {
  const rest = names.length - most
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}

/** `1 credential`, `5 credentials`. */
export function credentials(count: number): string {
  return `${count} credential${count === 1 ? '' : 's'}`
}
