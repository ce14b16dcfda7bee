import type { Reason } from '../model/reason.ts'

const replace = 'put a working token into the secret'
const later = 'try again in a few minutes'
const fixSecret = 'put the secret right in the store'

/** What a person does about a reason, as the rest of a sentence. */
const advice: Readonly<Record<Reason, string>> = {
  expired: 'renew the token and put the new one into the secret',
  revoked: replace,
  rejected: replace,
  half_rotated: 'finish the rotation: the stored version is not the one that works',
  suspended: "have the provider's account unlocked",
  wrong_identity: "put the right account's token into the secret",
  wrong_environment: "put this environment's token into the secret",
  under_scoped: 'issue a token with the missing scopes',
  wrong_answer: 'look at the account behind the token: it works, and not as asserted',
  secret_missing: 'create the secret, or correct its name in the config',
  secret_denied: 'allow the reading of the secret',
  secret_malformed: fixSecret,
  host_not_allowed: "allow the host in the config, or correct the check's address",
  wrong_target: "correct the check's address: what answers there is not its API",
  vacuous: 'ask for something that needs the token: this endpoint answers anybody',
  check_invalid: 'correct the check: it can not be asked as it stands',
  unreachable: later,
  timed_out: later,
  tls_failed: "look at the host's certificate",
  rate_limited: later,
  provider_error: `${later}, and look at the provider's status page`,
  redirected: "correct the check's address: it leads elsewhere",
  oversized: 'ask for something smaller',
  unrecognized: "declare in the check's `answers` what this answer means",
  blocked_from_here: 'ask from an address that the provider lets in',
  quota_exhausted: 'raise the quota, or wait until it starts anew',
  secret_unavailable: later,
  settling: `${later}: the answers are mixed, or the version is brand new`,
  not_run: later,
  expiring: 'renew the token before it expires',
  overdue: 'renew the token: it is older than it should be',
  idle_expiry: 'use the token, or it lapses',
  consumers_stale: 'have its users read the new version',
  shared_across_environments: 'give each environment a token of its own',
  over_scoped: 'issue a token without the forbidden scopes',
  overlap_open: 'revoke the previous version',
  type_sunset: 'move to the kind of token that the provider recommends',
  ping_forbidden: 'ask for something that the token may read',
  slow: 'nothing is needed; watch the latency',
  healthy: 'nothing is needed',
}

export function adviceFor(reason: Reason): string {
  return advice[reason]
}
