import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'
import { resets, site, sites } from './datadog-api-key.ts'

/** An API key and an application key of Datadog, which clients of its API send together. */
export const datadogKeyPair = provider({
  name: 'datadog-key-pair',
  title: 'Datadog API and application key',
  category: 'observability and paging',
  roles: { apiKey: 'the API key', applicationKey: 'the application key' },
  options: { site },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}/api/v2/validate_keys', headers: {}, body: null },
    send: [
      { in: 'header', name: 'dd-api-key', prefix: '', role: 'apiKey' },
      { in: 'header', name: 'dd-application-key', prefix: '', role: 'applicationKey' },
    ],
  },
  rules: [
    { name: 'valid', when: { status: 200, body: "status == 'ok'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errors) == 'array'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another site',
        wayOut: 'correct `site`, or replace the pair',
        kind: 'setting',
        source: 'sites',
      },
      source: 'rfc9110',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "contains(errors, 'Forbidden')" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another site',
        wayOut: 'correct `site`, or replace the pair',
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
  rotation: { class: 'create_revoke', overlap: 'until the old ones are revoked', by: 'aws' },
  runbook: {
    console: 'https://app.datadoghq.com/personal-settings/application-keys',
    steps:
      'First verify the site of the check: another site refuses the keys in the same words. Check the API key alone to learn which half is invalid. Create that half again, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: ['a 403 means an invalid pair, not a missing permission', 'the pair is refused if one half is invalid'],
  sources: {
    sites,
    api: {
      evidence: 'documented',
      title: 'Datadog API, validate API and application keys',
      url: 'https://docs.datadoghq.com/api/latest/authentication/',
      seen: '2026-11-21',
    },
    rfc9110,
  },
})
