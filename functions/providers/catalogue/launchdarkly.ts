import { provider } from '../provider.ts'

/** An access token for the REST API of LaunchDarkly, of a person or a service. */
export const launchdarkly = provider({
  name: 'launchdarkly',
  title: 'LaunchDarkly access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, api-...' },
  options: {
    instance: {
      kind: 'choice',
      of: { commercial: 'app.launchdarkly.com', federal: 'app.launchdarkly.us', eu: 'app.eu.launchdarkly.com' },
      default: 'commercial',
      says: 'the instance of the account',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{instance}/api/v2/caller-identity', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'identity', when: { status: 200, body: "type(accountId) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'invalid-token',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another instance',
        wayOut: 'correct `instance`, or replace the token',
        kind: 'setting',
      },
      source: 'api',
    },
  ],
  paths: { identity: 'tokenName', environment: null, scopes: 'scopes', expires: null },
  scopes: { pattern: null, example: 'reader' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_milliseconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'rotate_grace',
    overlap: 'until the expiry that the reset names; none if it names no expiry',
    by: 'tokenwatch',
  },
  runbook: {
    console: 'https://app.launchdarkly.com/settings/authorization',
    steps:
      'Reset the token with an expiry for the old value, or create a second one with the same role. Store it, and let the old one expire when nobody uses it any more.',
  },
  traps: [
    'the token is sent without a prefix',
    'the reset is a time in milliseconds',
    'an old token ends at once if the reset names no expiry',
    'a federal account has its own host',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'LaunchDarkly REST API, identify the caller',
      url: 'https://launchdarkly.com/docs/api/other/get-caller-identity',
      seen: '2026-11-25',
    },
  },
})
