import { provider } from '../provider.ts'

/** A key of OpenRouter. Its answer names its own limit. */
export const openrouter = provider({
  name: 'openrouter',
  title: 'OpenRouter API key',
  category: 'AI',
  roles: { token: 'the key, sk-or-v1-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://openrouter.ai/api/v1/key', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'limit-reached',
      when: { status: 200, body: "type(data.limit_remaining) == 'number' && data.limit_remaining <= `0`" },
      means: 'quota_exhausted',
      source: 'key',
    },
    { name: 'key', when: { status: 200, body: "type(data.label) == 'string'" }, means: 'alive', source: 'key' },
    { name: 'unauthorized', when: { status: 401, body: "type(error) == 'object'" }, means: 'rejected', source: 'key' },
    {
      name: 'credits',
      when: { status: 402, body: "type(error) == 'object'" },
      means: 'quota_exhausted',
      source: 'errors',
    },
  ],
  paths: {
    identity: null,
    environment: null,
    scopes: null,
    expires: { at: 'data.expires_at', format: 'iso', never: [null] },
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://openrouter.ai/settings/keys',
    steps: 'Create a key with the same limit, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a key without credit is still answered with 200'],
  sources: {
    key: {
      evidence: 'documented',
      title: 'OpenRouter API reference, get current API key',
      url: 'https://openrouter.ai/docs/api/api-reference/api-keys/get-current-key',
      seen: '2026-11-25',
    },
    errors: {
      evidence: 'documented',
      title: 'OpenRouter, errors',
      url: 'https://openrouter.ai/docs/api/reference/errors-and-debugging',
      seen: '2026-11-25',
    },
  },
})
