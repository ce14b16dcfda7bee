import { provider } from '../provider.ts'

/** An access policy token of Grafana Cloud. */
export const grafanaCloud = provider({
  name: 'grafana-cloud',
  title: 'Grafana Cloud access policy token',
  category: 'observability and paging',
  roles: { token: 'the token, glc_...' },
  options: {
    region: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9-]{1,40}',
      example: 'prod-eu-west-2',
      default: 'us',
      says: 'the region of the access policy',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://grafana.com/api/v1/tokens?region={region}', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'tokens', when: { status: 200, body: "type(items) == 'array'" }, means: 'alive', source: 'trufflehog' },
    {
      name: 'missing-scope',
      when: { status: 401, body: "contains(message, 'required scope')" },
      means: 'unrecognized',
      source: 'trufflehog',
    },
    {
      name: 'invalid-credentials',
      when: { status: 401, body: "code == 'InvalidCredentials'" },
      means: 'rejected',
      source: 'trufflehog',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  limits: { credential: { calls: 600, perSeconds: 3_600, source: 'limits' } },
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://grafana.com/profile/org/access-policies',
    steps:
      'Add a token to the access policy, choose its expiry, and store it. Delete the old one when nobody uses it any more. Declare its expiry with expires. With the scope accesspolicies:read, Grafana Cloud gives a full answer.',
  },
  traps: [
    'a 401 may mean a valid token without accesspolicies:read',
    'a 403 of the gateway proves nothing',
    'Grafana Cloud allows 600 requests an hour, so Tokenwatch checks seldom',
  ],
  sources: {
    limits: {
      evidence: 'documented',
      title: 'Grafana Cloud API, rate limit of access policies',
      url: 'https://grafana.com/docs/grafana-cloud/developer-resources/api-reference/cloud-api/',
      seen: '2026-11-26',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/grafana',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
  },
})
