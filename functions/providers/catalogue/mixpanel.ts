import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** The secret of a service account of Mixpanel. */
export const mixpanel = provider({
  name: 'mixpanel',
  title: 'Mixpanel service account secret',
  category: 'observability and paging',
  roles: { token: 'the secret of the service account' },
  options: {
    username: {
      kind: 'name',
      pattern: '[A-Za-z0-9._-]{3,128}',
      example: 'ci.a1b2c3.mp-service-account',
      says: 'the user name of the service account',
    },
    region: {
      kind: 'choice',
      of: { us: 'mixpanel.com', eu: 'eu.mixpanel.com', in: 'in.mixpanel.com' },
      default: 'us',
      says: 'the region of the project',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/api/app/me', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{username}' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'me', when: { status: 200, body: "type(results) == 'object'" }, means: 'alive', source: 'clients' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(@) == 'object'" },
      means: 'rejected',
      secondCause: {
        cause: 'its project is in another region',
        wayOut: 'correct `region`, or replace the credential',
        kind: 'setting',
      },
      source: 'rfc9110',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://mixpanel.com/settings/org#serviceaccounts',
    steps: 'Create a service account with the same roles, store its secret, and delete the old one.',
  },
  traps: ['a service account is no project token: only it can be asked'],
  sources: {
    clients: {
      evidence: 'observed',
      title:
        'mongodb/kingfisher, rules of Mixpanel: GET /api/app/me with the service account; its clients read results',
      url: 'https://github.com/mongodb/kingfisher/blob/main/crates/kingfisher-rules/data/rules/mixpanel.yml',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
