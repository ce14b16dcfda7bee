import type { Reason } from './reason.ts'

const replace = 'put a working token into the secret'

/** Advice for each reason, as an imperative without a full stop. */
const advice: Readonly<Record<Reason, string>> = {
  expired: 'issue a new token and put it into the secret',
  revoked: replace,
  rejected: replace,
  half_rotated: 'finish the rotation: another version of the secret is the one that works',
  suspended: 'have the account unlocked at the provider',
  wrong_identity: 'put a token of the expected account into the secret, or correct `identity` of the check',
  wrong_environment: 'put a token of this environment into the secret, or correct `environmentLabel` of the check',
  under_scoped: 'issue a token with the missing scopes, or correct `scopes`, `ping` and `needs` of the check',
  wrong_answer: 'check the account of the token, or correct `assert` of the check',
  secret_missing: 'create the secret, variable or file, or correct `secret` of the check',
  secret_denied: 'allow the reader of the secret to read and decrypt it',
  secret_malformed: 'correct the value in the store, or `secret` and `send` of the check',
  host_not_allowed: 'correct the address of the check, or name the host or its range in `tokenHost` or `allowPrivate`',
  wrong_target: 'correct the address of the check: another service answers there',
  vacuous: 'use a `ping` that needs the token: this endpoint accepts anyone',
  check_invalid: 'correct the check where its message says so: `secret`, `send`, `assert` or `scope`',
  unreachable: 'check the address of the check, the service behind it, and the network of the probe',
  timed_out: 'check the service behind the address, and the network of the probe',
  tls_failed: 'check the certificate of the host; name an authority of your own in `privateCa`',
  rate_limited: 'wait, or ask less: raise `every` or lower `budget`',
  provider_error: 'check the status page of the provider, and wait',
  redirected: 'correct the address of the check: it redirects to another one',
  oversized: 'use a `ping` with a smaller answer',
  unrecognized: 'declare the meaning of this answer in `answers`, or correct the places in `read`',
  blocked_from_here: 'allow the address of the probe at the provider, or probe from another `network`',
  quota_exhausted: 'raise the quota, or wait until it resets',
  secret_unavailable: 'wait for the secret store, and check its status',
  settling: 'wait for the next tick: the answers differ, or the version is new',
  not_run: 'wait for the next tick, and check the log of the probe',
  unproved: "name a `ping` that needs the token, or say `proof: 'declared'`",
  expiring: 'rotate the token before it expires',
  overdue: 'rotate the token: it is past its expiry date',
  idle_expiry: 'use the token, or it expires',
  consumers_stale: 'restart or redeploy its consumers, so that they read the new version',
  shared_across_environments: 'give each environment a token of its own',
  over_scoped: 'issue a token without the forbidden scopes',
  overlap_open: 'revoke the previous version',
  type_sunset: 'move to the kind of token that the provider recommends',
  expiry_unreadable: 'correct `read.expires` or `expiresField`: its place, `format`, `zone` or `never`',
  ping_forbidden: 'allow the token this request, or name a `ping` that it may make',
  slow: 'no action is needed; watch the latency',
  healthy: 'no action is needed',
}

export function adviceFor(reason: Reason): string {
  return advice[reason]
}
