import { provider } from '../provider.ts'

/** A key of a Mistral workspace. */
export const mistral = provider({
  name: 'mistral',
  title: 'Mistral API key',
  category: 'AI',
  roles: { token: 'the key' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.mistral.ai/v1/models', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'models', when: { status: 200, body: "type(data[0].id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'errors' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.mistral.ai/api-keys',
    steps: 'Create a key in the same workspace, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a key may expire, but no answer names the date: declare it'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Mistral API reference, list models',
      url: 'https://docs.mistral.ai/api/endpoint/models',
      seen: '2026-11-25',
    },
    errors: {
      evidence: 'documented',
      title: 'Mistral, error glossary: 401 for a key that is missing, invalid or expired',
      url: 'https://docs.mistral.ai/resources/error-glossary',
      seen: '2026-11-30',
    },
  },
})
