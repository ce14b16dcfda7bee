import { provider } from '../provider.ts'

/** An API token of Snyk, of a person or a service account. */
export const snyk = provider({
  name: 'snyk',
  title: 'Snyk API token',
  category: 'source control and CI',
  roles: { token: 'the token' },
  options: {
    region: {
      kind: 'choice',
      of: { 'us-01': 'api.snyk.io', 'us-02': 'api.us.snyk.io', 'eu-01': 'api.eu.snyk.io', 'au-01': 'api.au.snyk.io' },
      default: 'us-01',
      says: 'the region of the tenant',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{region}/rest/self?version=2024-06-10',
      headers: { accept: 'application/vnd.api+json' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'token ', role: 'token' }],
  },
  version: { at: '2024-06-10', until: null, source: 'api' },
  rules: [
    { name: 'self', when: { status: 200, body: "type(data.id) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another region',
        wayOut: 'correct `region`, or replace the token',
        kind: 'setting',
      },
      source: 'api',
    },
  ],
  paths: {
    identity: 'data.attributes.username || data.attributes.name',
    environment: null,
    scopes: null,
    expires: null,
  },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'create_revoke',
    overlap: 'until the old secret of the service account is deleted; none for the token of a person',
    by: 'hand',
  },
  runbook: {
    console: 'https://app.snyk.io/account',
    steps:
      'First verify the region of the check: another region refuses the token in the same words. For a service account, create a second secret, and store it. Delete the first when nobody uses it any more.',
  },
  traps: ['a token of another region is refused like an invalid one', 'the word before the token is token, not Bearer'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Snyk REST API, authenticating',
      url: 'https://github.com/snyk/user-docs/blob/main/docs/snyk-api/rest-api/authentication-for-api/authenticating.md',
      seen: '2026-11-25',
    },
  },
})
