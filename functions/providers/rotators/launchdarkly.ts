import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/** Time for which the old key still works. The reset sends it as `expiry`; without it the old key ends at once. */
const resetGraceMs = 24 * 60 * 60_000

/**
 * LaunchDarkly access tokens: a reset gives the same token a new value, and the old value an expiry.
 * Sources, read 2026-11-26: launchdarkly.com/docs/api/access-tokens/reset-token (`expiry`, epoch milliseconds; `token`, whole when it was reset).
 */
export const launchdarkly: RotatorSpec = {
  name: 'launchdarkly',
  title: 'LaunchDarkly access token',
  capabilities: {
    class: 'rotate_grace',
    replay: 'within_grace',
    graceMs: resetGraceMs,
    keyLimit: null,
    orphansKnownBy: null,
    tellsLastUse: false,
    revokesById: false,
    propagationMs: 10_000,
    deadReuseIsHarmful: false,
  },
  authority: 'self',
  authorityRoles: ['token'],
  options: ['tokenId'],
  defaults: {},
  api: 'https://app.launchdarkly.com',
  send: [{ in: 'header', name: 'authorization', prefix: '', role: 'token' }],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/api/v2/tokens/{tokenId}/reset?expiry={graceEndsMs}',
    read: { values: { token: 'token' }, id: null, expires: null, ok: null },
  },
  identify: null,
  copy: null,
  list: null,
  revoke: [],
  recover: null,
  consumed: null,
}
