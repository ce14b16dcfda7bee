import { provider } from '../provider.ts'

/** An access token of an Intercom workspace, checked in the region of the workspace. */
export const intercom = provider({
  name: 'intercom',
  title: 'Intercom access token',
  category: 'business software',
  roles: { token: 'the access token' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.intercom.io', eu: 'api.eu.intercom.io', au: 'api.au.intercom.io' },
      default: 'us',
      says: 'the region of the workspace',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'admin', when: { status: 200, body: "type == 'admin'" }, means: 'alive', source: 'spec' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "errors[?code=='unauthorized'] | length(@) > `0`" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another region',
        wayOut: 'correct `region`, or replace the token',
        kind: 'setting',
      },
      source: 'errors',
    },
    {
      name: 'unauthorized-otherwise',
      when: { status: 401, body: "type == 'error.list'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another region',
        wayOut: 'correct `region`, or replace the token',
        kind: 'setting',
      },
      source: 'spec',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "errors[?code=='action_forbidden' || code=='api_plan_restricted'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'errors',
    },
  ],
  paths: { identity: 'app.id_code', environment: 'app.region', scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: {
    console: 'https://app.intercom.com/a/apps/_/developer-hub',
    steps:
      'Open the app, then Authentication. Regenerate the token, and store the new one at once: the old one is already invalid.',
  },
  traps: ['a workspace of another region has its own host'],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'Intercom OpenAPI specification, identify an admin',
      url: 'https://github.com/intercom/Intercom-OpenAPI',
      seen: '2026-11-21',
    },
    errors: {
      evidence: 'documented',
      title: 'Intercom REST API, error codes',
      url: 'https://developers.intercom.com/docs/references/rest-api/errors/error-codes',
      seen: '2026-11-25',
    },
  },
})
