import { provider } from '../provider.ts'

/** A key for the REST API of PagerDuty, of the account or of a user. */
export const pagerdutyRest = provider({
  name: 'pagerduty-rest',
  title: 'PagerDuty REST API key',
  category: 'observability and paging',
  roles: { token: 'the key' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.pagerduty.com', eu: 'api.eu.pagerduty.com' },
      default: 'us',
      says: 'the service region of the account',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{region}/abilities',
      headers: { accept: 'application/vnd.pagerduty+json;version=2' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Token token=', role: 'token' }],
  },
  rules: [
    { name: 'abilities', when: { status: 200, body: "type(abilities) == 'array'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'api',
    },
    { name: 'forbidden', when: { status: 403, body: 'error.code == `2010`' }, means: 'ping_forbidden', source: 'api' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'ratelimit-reset', format: 'seconds_remaining' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is removed', by: 'hand' },
  runbook: {
    console: 'https://app.pagerduty.com/api_keys',
    steps: 'Create a key of the same kind, store it, and remove the old one when nobody uses it any more.',
  },
  traps: [
    'the word before the key is Token token=',
    'a 403 means a valid key with fewer permissions',
    'the reset is a number of seconds, not a time',
    'a European account has its own host',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'PagerDuty REST API, list abilities',
      url: 'https://developer.pagerduty.com/api-reference/list-abilities',
      seen: '2026-11-21',
    },
  },
})
