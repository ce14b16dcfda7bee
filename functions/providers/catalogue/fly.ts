import { provider } from '../provider.ts'

/** A token of Fly.io for an organization. Its value is stored without the word FlyV1 before it. */
export const fly = provider({
  name: 'fly',
  title: 'Fly.io organization token',
  category: 'cloud and hosting',
  roles: { token: 'the token, fm2_..., without the word FlyV1' },
  options: {
    organization: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9-]{0,62}',
      example: 'acme',
      says: 'the slug of the organization',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.machines.dev/v1/apps?org_slug={organization}', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'apps', when: { status: 200, body: "type(apps) == 'array'" }, means: 'alive', source: 'api' },
    { name: 'bad-organization', when: { status: 400 }, means: 'wrong_target', source: 'trufflehog' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'api' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://fly.io/dashboard/{organization}/tokens',
    steps:
      'Create a token with --expiry, and store it without the word FlyV1. Revoke the old one when nobody uses it any more. The API does not show its expiry: declare it with expires, or with issuedAt and maxAge.',
  },
  traps: [
    'a 400 concerns the organization, not the token',
    'a 403 may mean another organization or an invalid token',
    'a token lives for 20 years unless its maker chooses an expiry',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Fly Machines API, response codes',
      url: 'https://fly.io/docs/machines/api/working-with-machines-api/',
      seen: '2026-11-25',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/flyio',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
  },
})
