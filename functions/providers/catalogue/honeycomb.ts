import { provider } from '../provider.ts'

/** A configuration or ingest key of Honeycomb, which belongs to an environment. */
export const honeycomb = provider({
  name: 'honeycomb',
  title: 'Honeycomb API key',
  category: 'observability and paging',
  roles: { token: 'the key' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.honeycomb.io', eu: 'api.eu1.honeycomb.io' },
      default: 'us',
      says: 'the region of the team',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/1/auth', headers: {}, body: null },
    send: [{ in: 'header', name: 'x-honeycomb-team', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'auth', when: { status: 200, body: "type(team.slug) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'unknown-key',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'errors',
    },
  ],
  paths: {
    identity: 'team.slug',
    environment: 'environment.slug',
    scopes:
      "[api_key_access.events && 'events', api_key_access.markers && 'markers', api_key_access.triggers && 'triggers', api_key_access.boards && 'boards', api_key_access.queries && 'queries', api_key_access.columns && 'columns', api_key_access.createDatasets && 'createDatasets', api_key_access.slos && 'slos', api_key_access.recipients && 'recipients', api_key_access.privateBoards && 'privateBoards'] | [?@]",
    expires: null,
  },
  scopes: {
    pattern: 'events|markers|triggers|boards|queries|columns|createDatasets|slos|recipients|privateBoards',
    example: 'events',
  },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://ui.honeycomb.io/account',
    steps:
      'In the settings of the environment, create a key with the same permissions. Store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a key of another environment is answered with 200 too'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Honeycomb API, list authorizations',
      url: 'https://docs.honeycomb.io/api/auth/list-authorizations',
      seen: '2026-11-25',
    },
    errors: {
      evidence: 'documented',
      title: 'Honeycomb API, errors',
      url: 'https://docs.honeycomb.io/api/errors',
      seen: '2026-11-25',
    },
  },
})
