import { provider } from '../provider.ts'

/** A Cohere API key, checked at the endpoint that Cohere has for this purpose. */
export const cohere = provider({
  name: 'cohere',
  title: 'Cohere API key',
  category: 'AI',
  roles: { token: 'the key' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://api.cohere.com/v1/check-api-key', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'valid', when: { status: 200, body: 'valid == `true`' }, means: 'alive', source: 'check' },
    { name: 'not-valid', when: { status: 200, body: 'valid == `false`' }, means: 'rejected', source: 'check' },
    {
      name: 'expired',
      when: { status: 401, body: "contains(message, 'expired')" },
      means: 'expired',
      source: 'errors',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(message) == 'string'" },
      means: 'rejected',
      source: 'errors',
    },
  ],
  paths: { identity: 'organization_id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://dashboard.cohere.com/api-keys',
    steps:
      'Create a production key, store it, and delete the old one. A trial key is limited and not meant for production.',
  },
  traps: ['a 200 may say that the key is not valid'],
  sources: {
    check: {
      evidence: 'documented',
      title: 'Cohere API reference, check API key',
      url: 'https://docs.cohere.com/reference/check-api-key',
      seen: '2026-11-25',
    },
    errors: {
      evidence: 'documented',
      title: 'Cohere API reference, errors',
      url: 'https://docs.cohere.com/reference/errors',
      seen: '2026-11-25',
    },
  },
})
