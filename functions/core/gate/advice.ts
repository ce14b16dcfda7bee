import type { Reason } from '../model/reason.ts'

const replace = 'put a working token into the secret'
const later = 'try again in a few minutes'
const fixSecret = 'correct the secret in its store'

/** Advice for each reason, as an imperative without a full stop. */
const advice: Readonly<Record<Reason, string>> = {
  expired: 'issue a new token and put it into the secret',
  revoked: replace,
  rejected: replace,
  half_rotated: 'finish the rotation: another version of the secret is the one that works',
  suspended: 'have the account unlocked at the provider',
  wrong_identity: 'put a token of the expected account into the secret',
  wrong_environment: 'put a token of this environment into the secret',
  under_scoped: 'issue a token with the missing scopes',
  wrong_answer: 'check the account of the token: an assertion fails',
  secret_missing: 'create the secret, or correct its name in the config',
  secret_denied: 'allow the probe to read the secret',
  secret_malformed: fixSecret,
  host_not_allowed: "allow the host in the config, or correct the check's address",
  wrong_target: 'correct the address of the check: another service answers there',
  vacuous: 'use a ping that needs the token: this endpoint accepts anyone',
  check_invalid: 'correct the check: as it stands it cannot be asked or judged',
  unreachable: later,
  timed_out: later,
  tls_failed: 'check the certificate of the host',
  rate_limited: later,
  provider_error: `${later}, and check the status page of the provider`,
  redirected: 'correct the address of the check: it redirects to another one',
  oversized: 'use a ping with a smaller answer',
  unrecognized: 'declare the meaning of this answer in the `answers` of the check',
  blocked_from_here: 'probe from an address that the provider allows',
  quota_exhausted: 'raise the quota, or wait until it resets',
  secret_unavailable: later,
  settling: `${later}: the answers differ, or the version is new`,
  not_run: later,
  unproved: "name a ping that needs the token, or say proof: 'declared'",
  expiring: 'rotate the token before it expires',
  overdue: 'rotate the token: it is past its expiry date',
  idle_expiry: 'use the token, or it expires',
  consumers_stale: 'restart or redeploy its consumers, so that they read the new version',
  shared_across_environments: 'give each environment a token of its own',
  over_scoped: 'issue a token without the forbidden scopes',
  overlap_open: 'revoke the previous version',
  type_sunset: 'move to the kind of token that the provider recommends',
  expiry_unreadable: 'correct the place or the format of the expiry',
  ping_forbidden: 'use a ping that the token may read',
  slow: 'no action is needed; watch the latency',
  healthy: 'no action is needed',
}

export function adviceFor(reason: Reason): string {
  return advice[reason]
}
