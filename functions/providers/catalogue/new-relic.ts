import { provider } from '../provider.ts'

/** A user key of New Relic, checked through its GraphQL API. */
export const newRelic = provider({
  name: 'new-relic',
  title: 'New Relic user key',
  category: 'observability and paging',
  roles: { token: 'the key, NRAK-...' },
  options: {
    region: {
      kind: 'choice',
      of: { us: 'api.newrelic.com', eu: 'api.eu.newrelic.com', jp: 'api.jp.newrelic.com' },
      default: 'us',
      says: 'the region of the account',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{region}/graphql',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ actor { user { id } } }"}',
    },
    send: [{ in: 'header', name: 'api-key', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'errors',
      when: { status: 200, body: "type(errors) == 'array'" },
      means: 'unrecognized',
      source: 'trufflehog',
    },
    { name: 'user', when: { status: 200, body: 'data.actor.user.id != `null`' }, means: 'alive', source: 'faq' },
    {
      name: 'unauthorized',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another region',
        wayOut: 'correct `region`, or replace the key',
        kind: 'setting',
      },
      source: 'faq',
    },
  ],
  paths: { identity: 'data.actor.user.id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://one.newrelic.com/admin-portal/api-keys/home',
    steps:
      'First verify the region of the check: another region may refuse the key like an invalid one. Create a user key, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a success may contain errors', 'a 403 may mean the wrong region, but proves nothing'],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/newrelicpersonalapikey',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    faq: {
      evidence: 'documented',
      title: 'New Relic, NerdGraph query returns 401',
      url: 'https://newrelic.com/info/faq/my-new-relic-nerdgraph-query-returns-401-unauthorized-which-header-am-i-missing-54ea7e',
      seen: '2026-11-25',
    },
  },
})
