import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** The access token of a HubSpot private app, or a service key. Both are bearer tokens of one account. */
export const hubspot = provider({
  name: 'hubspot',
  title: 'HubSpot private app token or service key',
  category: 'business software',
  roles: { token: 'the token, pat-...' },
  options: {
    account: {
      kind: 'choice',
      of: {
        standard: 'STANDARD',
        sandbox: 'SANDBOX',
        'developer-test': 'DEVELOPER_TEST',
        'app-developer': 'APP_DEVELOPER',
      },
      default: 'standard',
      says: 'the expected type of the account',
    },
    kind: {
      kind: 'choice',
      of: { 'legacy-private-app': 'legacy-private-app', app: 'app', 'service-key': 'service-key' },
      default: 'app',
      says: 'the owner of the token: an app, or a service key itself',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.hubapi.com/account-info/v3/details', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'account', when: { status: 200, body: "type(portalId) == 'number'" }, means: 'alive', source: 'details' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(message) == 'string'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "category == 'MISSING_SCOPES'" },
      means: 'ping_forbidden',
      source: 'errors',
    },
  ],
  paths: { identity: 'portalId', environment: 'accountType', scopes: null, expires: null },
  expectedEnvironment: '{account}',
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'rotate_grace',
    overlap: 'none, or seven days if the person who rotates it chooses so',
    by: 'hand',
  },
  runbook: {
    console: 'https://app.hubspot.com/private-apps',
    steps:
      'Rotate the token with the later expiry, and store the new one. Let the old one expire when nobody uses it any more.',
  },
  sunsets: [
    {
      what: 'Existing legacy private apps',
      whom: 'every account',
      on: '2027-09-01',
      when: ['kind', 'legacy-private-app'],
      source: 'end',
    },
    {
      what: 'New legacy private apps',
      whom: 'every account',
      on: '2026-10-26',
      when: ['kind', 'legacy-private-app'],
      source: 'legacy',
    },
  ],
  traps: [
    'a 403 means a valid token without the scope',
    'a token of a sandbox is answered with 200 too',
    'legacy private apps can no longer be created',
  ],
  sources: {
    details: {
      evidence: 'documented',
      title: 'HubSpot, account information API',
      url: 'https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide',
      seen: '2026-11-25',
    },
    legacy: {
      evidence: 'documented',
      title: 'HubSpot, legacy private apps',
      url: 'https://developers.hubspot.com/docs/apps/legacy-apps/private-apps/overview',
      seen: '2026-11-21',
    },
    end: {
      evidence: 'recalled',
      title: 'existing legacy private apps work until September 2027; no copy of the announcement was found',
    },
    errors: {
      evidence: 'documented',
      title: 'HubSpot, handling errors: a 403 means that the credential lacks the permissions for the address',
      url: 'https://developers.hubspot.com/docs/api/error-handling',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
