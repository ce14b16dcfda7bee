import { type Provider, type ProviderOption, provider } from '../provider.ts'

/** Site of an organization. Keys of one site are refused at the others. */
export const site = {
  kind: 'choice',
  of: {
    us1: 'api.datadoghq.com',
    us3: 'api.us3.datadoghq.com',
    us5: 'api.us5.datadoghq.com',
    eu1: 'api.datadoghq.eu',
    ap1: 'api.ap1.datadoghq.com',
    ap2: 'api.ap2.datadoghq.com',
    uk1: 'api.uk1.datadoghq.com',
    'us1-fed': 'api.ddog-gov.com',
    'us2-fed': 'api.us2.ddog-gov.com',
  },
  default: 'us1',
  says: 'the site of the organization',
} as const satisfies ProviderOption

/** Source of what another site answers. */
export const sites = {
  evidence: 'observed',
  title: 'DataDog/datadog-ci, issue 1530: a valid key of the site US5 is called invalid at the default one',
  url: 'https://github.com/DataDog/datadog-ci/issues/1530',
  seen: '2026-12-01',
} as const

/** Header with the seconds until a spent quota is full again. */
export const resets = { header: 'x-ratelimit-reset', format: 'seconds_remaining' } as const satisfies Provider['resets']

/** An API key of Datadog. It can send data and verify itself, nothing else. */
export const datadogApiKey = provider({
  name: 'datadog-api-key',
  title: 'Datadog API key',
  category: 'observability and paging',
  roles: { token: 'the API key' },
  options: { site },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}/api/v1/validate', headers: {}, body: null },
    send: [{ in: 'header', name: 'dd-api-key', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'valid', when: { status: 200, body: 'valid == `true`' }, means: 'alive', source: 'api' },
    { name: 'not-valid', when: { status: 200, body: 'valid == `false`' }, means: 'rejected', source: 'api' },
    {
      name: 'forbidden',
      when: { status: 403, body: "contains(errors, 'Forbidden')" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another site',
        wayOut: 'correct `site`, or replace the key',
        kind: 'setting',
        source: 'sites',
      },
      source: 'api',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  resets,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'aws' },
  runbook: {
    console: 'https://app.datadoghq.com/organization-settings/api-keys',
    steps:
      'First verify the site of the check: another site refuses the key in the same words. Create a key, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: [
    'a 403 means an invalid key, not a missing permission',
    'a key of another site is refused like an invalid one',
    'the reset is a number of seconds, not a time',
  ],
  sources: {
    sites,
    api: {
      evidence: 'documented',
      title: 'Datadog API, validate API key',
      url: 'https://docs.datadoghq.com/api/latest/authentication/#validate-api-key',
      seen: '2026-11-21',
    },
  },
})
