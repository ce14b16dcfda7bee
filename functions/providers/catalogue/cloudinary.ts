import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** The API secret of a product environment of Cloudinary, with its key. */
export const cloudinary = provider({
  name: 'cloudinary',
  title: 'Cloudinary API secret',
  category: 'cloud and hosting',
  roles: { token: 'the API secret' },
  options: {
    cloud: { kind: 'name', pattern: '[a-z0-9_-]{2,64}', example: 'acme', says: 'the name of the product environment' },
    apiKey: {
      kind: 'name',
      pattern: '[0-9]{10,20}',
      example: '123456789012345',
      says: 'the API key that belongs to the secret',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.cloudinary.com/v1_1/{cloud}/usage', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{apiKey}' }, passwordRole: 'token' }],
  },
  rules: [
    {
      name: 'usage',
      when: { status: 200, body: "type(last_updated) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'wrong-cloud',
      when: { status: 401, body: "contains(error.message, 'Invalid cloud_name')" },
      means: 'wrong_target',
      source: 'cloud',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(error) == 'object'" },
      means: 'rejected',
      source: 'rfc9110',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.cloudinary.com/settings/api-keys',
    steps: 'Generate another key with its secret, store both, and delete the old pair. The check names the key.',
  },
  traps: ['key and secret belong to one product environment, whose name is in the address'],
  sources: {
    betterleaks,
    cloud: {
      evidence: 'observed',
      title: 'jerocosio/autoform-cloudinary, issue 20: 401 with Invalid cloud_name',
      url: 'https://github.com/jerocosio/autoform-cloudinary/issues/20',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
