import { provider } from '../provider.ts'

/** An authentication token of Sentry, of a person, an organization or an integration. */
export const sentry = provider({
  name: 'sentry',
  title: 'Sentry auth token',
  category: 'observability and paging',
  roles: { token: 'the token: sntryu_..., sntrys_..., or one of an internal integration' },
  options: {
    host: { kind: 'host', default: 'sentry.io', says: 'the host: sentry.io, us.sentry.io, de.sentry.io, or your own' },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/0/', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'scopes', when: { status: 200, body: "type(auth.scopes) == 'array'" }, means: 'alive', source: 'server' },
    { name: 'anonymous', when: { status: 200, body: 'auth == `null`' }, means: 'unrecognized', source: 'server' },
    { name: 'expired', when: { status: 401, body: "detail == 'Token expired'" }, means: 'expired', source: 'auth' },
    {
      name: 'organization-only',
      when: { status: 401, body: "contains(detail, 'limited to organization endpoints')" },
      means: 'ping_forbidden',
      source: 'auth',
    },
    {
      name: 'inactive',
      when: { status: 401, body: "contains(detail, 'inactive or deleted')" },
      means: 'suspended',
      source: 'auth',
    },
    {
      name: 'invalid-token',
      when: { status: 401, body: "detail == 'Invalid token' || detail == 'Invalid org token'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another region',
        wayOut: 'correct `host`, or replace the token',
        kind: 'setting',
        source: 'regions',
      },
      source: 'auth',
    },
  ],
  paths: { identity: 'user.username', environment: null, scopes: 'auth.scopes', expires: null },
  scopes: {
    pattern: '[a-z]+:[a-z]+',
    example: 'project:read',
    implied: {
      'org:admin': ['org:write', 'org:read'],
      'org:write': ['org:read'],
      'project:admin': ['project:write', 'project:read'],
      'project:write': ['project:read'],
      'team:admin': ['team:write', 'team:read'],
      'team:write': ['team:read'],
      'member:admin': ['member:write', 'member:read'],
      'member:write': ['member:read'],
      'event:admin': ['event:write', 'event:read'],
      'event:write': ['event:read'],
      'alerts:admin': ['alerts:write', 'alerts:read'],
      'alerts:write': ['alerts:read'],
    },
  },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{host}/settings/account/api/auth-tokens/',
    steps:
      'First verify the region of the check: sentry.io, us.sentry.io or de.sentry.io. Create a token with the same scopes, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: [
    'an anonymous caller is answered with 200, without scopes',
    'a 403 may mean a valid token with fewer permissions, but proves nothing',
    'a 401 may mean a valid token for organization endpoints only',
    'an organization token has no user',
    'an organization of another region has its own host',
  ],
  sources: {
    regions: {
      evidence: 'observed',
      title:
        'getsentry/sentry-cli, issue 3385: 401, Invalid org token, to a living token at the host of another region',
      url: 'https://github.com/getsentry/sentry-cli/issues/3385',
      seen: '2026-12-01',
    },
    server: {
      evidence: 'documented',
      title: 'Sentry, the server’s own source of GET /api/0/',
      url: 'https://github.com/getsentry/sentry/blob/master/src/sentry/api/endpoints/index.py',
      seen: '2026-11-25',
    },
    auth: {
      evidence: 'documented',
      title: 'Sentry, the server’s own source of its authentication',
      url: 'https://github.com/getsentry/sentry/blob/master/src/sentry/api/authentication.py',
      seen: '2026-11-25',
    },
  },
})
