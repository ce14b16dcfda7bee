import { provider } from '../provider.ts'

/** An API access token of Buildkite. It can read its own record, whatever its scopes. */
export const buildkite = provider({
  name: 'buildkite',
  title: 'Buildkite API access token',
  category: 'source control and CI',
  roles: { token: 'the token, bkua_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.buildkite.com/v2/access-token', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'token', when: { status: 200, body: "type(uuid) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "contains(message, 'valid API Access Token')" },
      means: 'rejected',
      source: 'client',
    },
  ],
  paths: {
    identity: 'user.email',
    environment: null,
    scopes: 'scopes',
    expires: { at: 'expires_at', format: 'text', nullSaysNothing: true },
  },
  scopes: { pattern: '(read|write|delete)_[a-z_]+|graphql', example: 'read_builds' },
  resets: { header: 'ratelimit-reset', format: 'seconds_remaining' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://buildkite.com/user/api-access-tokens',
    steps:
      'Create a token with the same scopes and organizations, and choose its expiry. Store it, and revoke the old one when nobody uses it any more. An organization may also revoke tokens that were unused for 30 days or more. A ping counts as a use.',
  },
  traps: [
    'the expiry is written with a space and a zone, not in ISO form',
    'a token lives for seven days unless its owner chooses an expiry',
    'the reset is a number of seconds, not a time',
    'an organization limits how long a token may be unused, and a ping counts as a use',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Buildkite REST API, access token',
      url: 'https://buildkite.com/docs/apis/rest-api/access-token',
      seen: '2026-11-25',
    },
    client: {
      evidence: 'documented',
      title: 'Buildkite’s own test engine client, its tests',
      url: 'https://github.com/buildkite/test-engine-client',
      seen: '2026-11-25',
    },
  },
})
