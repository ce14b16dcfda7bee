import { provider } from '../provider.ts'

/** A bearer token for the Events API of 1Password. */
export const onepasswordEvents = provider({
  name: 'onepassword-events',
  title: '1Password Events API token',
  category: 'identity',
  roles: { token: 'the bearer token' },
  options: {
    host: {
      kind: 'choice',
      of: {
        us: 'events.1password.com',
        ca: 'events.1password.ca',
        eu: 'events.1password.eu',
        enterprise: 'events.ent.1password.com',
      },
      default: 'us',
      says: 'the region of the account',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/v2/auth/introspect', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'introspected',
      when: { status: 200, body: "type(uuid) == 'string' && type(features) == 'array'" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(@) == 'object'" },
      means: 'rejected',
      secondCause: {
        cause: 'its account is at another host',
        wayOut: 'correct `host`, or replace the token',
        kind: 'setting',
      },
      source: 'codes',
    },
  ],
  paths: { identity: 'account_uuid || uuid', environment: null, scopes: 'features', expires: null },
  scopes: { pattern: '[a-z]+', example: 'signinattempts' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://start.1password.com/integrations/directory',
    steps: 'Issue another token for the same integration, store it with its expiry, and revoke the old one.',
  },
  traps: ['a service account token of 1Password is another kind, which no plain request can prove'],
  sources: {
    api: {
      evidence: 'documented',
      title: '1Password Events API, introspect: performs introspection of the bearer token',
      url: 'https://developer.1password.com/docs/events-api/reference/',
      seen: '2026-11-30',
    },
    codes: {
      evidence: 'documented',
      title: '1Password Events API, status codes: 401, authentication has failed or was not provided',
      url: 'https://developer.1password.com/docs/events-api/status-codes',
      seen: '2026-11-30',
    },
  },
})
