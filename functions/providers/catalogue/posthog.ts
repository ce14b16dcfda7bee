import { provider } from '../provider.ts'

/** A personal API key of PostHog, with the scopes that its owner chose. */
export const posthog = provider({
  name: 'posthog',
  title: 'PostHog personal API key',
  category: 'observability and paging',
  roles: { token: 'the key, phx_...' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'us.posthog.com', eu: 'eu.posthog.com' },
      default: 'us',
      says: 'the region of the account',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/api/users/@me/', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(uuid) == 'string'" }, means: 'alive', source: 'server' },
    {
      name: 'invalid-key',
      when: { status: 401, body: "code == 'authentication_failed' && contains(detail, 'is invalid')" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'server',
    },
    {
      name: 'permission-missing',
      when: { status: 403, body: "code == 'permission_denied' && contains(detail, 'missing required scope')" },
      means: 'ping_forbidden',
      source: 'scopes',
    },
  ],
  paths: { identity: 'email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{region}/settings/user-api-keys',
    steps:
      'First see if the key belongs to the region of the check: the other one refuses it in the same words. Create a key with the same scopes, store it, and delete the old one.',
  },
  traps: [
    'a 403 with permission_denied comes from a living key without the scope',
    'a key of the other region is refused like a dead one',
  ],
  sources: {
    server: {
      evidence: 'documented',
      title: 'PostHog, the server’s own posthog/auth.py',
      url: 'https://github.com/PostHog/posthog/blob/master/posthog/auth.py',
      seen: '2026-11-30',
    },
    scopes: {
      evidence: 'documented',
      title: 'PostHog/posthog, issue 30993: permission_denied to a key that lives',
      url: 'https://github.com/PostHog/posthog/issues/30993',
      seen: '2026-11-30',
    },
  },
})
