import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token of DigitalOcean. */
export const digitalocean = provider({
  name: 'digitalocean',
  title: 'DigitalOcean personal access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, dop_v1_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.digitalocean.com/v2/account', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'locked', when: { status: 200, body: "account.status == 'locked'" }, means: 'suspended', source: 'api' },
    { name: 'account', when: { status: 200, body: "type(account.uuid) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(id) == 'string'" },
      means: 'rejected',
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'account.email', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://cloud.digitalocean.com/account/api/tokens',
    steps:
      'Generate a token with the same scopes, store it, and delete the old one when nobody uses it any more. If it expires, declare the date with expires.',
  },
  traps: [
    'the token of a locked account is answered with 200',
    'a 403 may mean a token without account:read, but proves nothing',
    'the API does not show the expiry',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'DigitalOcean OpenAPI specification, account',
      url: 'https://github.com/digitalocean/openapi/blob/main/specification/resources/account/models/account.yml',
      seen: '2026-11-25',
    },
    rfc9110,
  },
})
