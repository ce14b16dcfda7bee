import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'

/** An API key of an Elastic Cloud organization. A key of one deployment is another kind. */
export const elasticCloud = provider({
  name: 'elastic-cloud',
  title: 'Elastic Cloud API key',
  category: 'cloud and hosting',
  roles: { token: 'the key, essu_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.elastic-cloud.com/api/v1/deployments', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'ApiKey ', role: 'token' }],
  },
  rules: [
    {
      name: 'deployments',
      when: { status: 200, body: "type(deployments) == 'array'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'unauthenticated',
      when: { status: 401, body: "length(errors[?code == 'root.unauthenticated']) > `0`" },
      means: 'rejected',
      source: 'clients',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://cloud.elastic.co/account/keys',
    steps: 'Create a key with the same roles, store it with its expiry, and revoke the old one.',
  },
  traps: ['a key of the organization lists deployments, and a key of a deployment does not'],
  sources: {
    betterleaks,
    clients: {
      evidence: 'observed',
      title: 'elastic/terraform-provider-ec, issue 491: root.unauthenticated, The supplied authentication is invalid',
      url: 'https://github.com/elastic/terraform-provider-ec/issues/491',
      seen: '2026-11-30',
    },
  },
})
