import { provider } from '../provider.ts'

/** An access token for the REST API of LaunchDarkly, personal or of a service. */
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
      says: 'where the account is',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{instance}/api/v2/caller-identity', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'identity', when: { status: 200, body: "type(accountId) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'invalid-token', when: { status: 401 }, means: 'rejected', source: 'api' },
  ],
  paths: { identity: 'tokenName', environment: null, scopes: 'scopes', expires: null },
  scopes: { pattern: null, example: 'reader' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_milliseconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'rotate_grace',
    overlap: 'until the moment that the reset names, none where it names none',
    by: 'hand',
  },
  runbook: {
    console: 'https://app.launchdarkly.com/settings/authorization',
    steps:
      'Reset the token with an expiry for the old value, or make a second one with the same role; store it, and let the old one die when nobody uses it any more.',
  },
  traps: [
    'no word stands before the token',
    'the reset is a moment in milliseconds',
    'an old token dies at once where the reset names no expiry',
    'a federal account is asked at its own host',
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
