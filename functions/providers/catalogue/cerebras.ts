import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API key of Cerebras Inference. */
export const cerebras = provider({
  name: 'cerebras',
  title: 'Cerebras API key',
  category: 'AI',
  roles: { token: 'the key, csk-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.cerebras.ai/v1/models', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'models',
      when: { status: 200, body: "type(data[0].id) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://cloud.cerebras.ai/',
    steps: 'Create a key, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a key is refused with 401 whatever is wrong with it'],
  sources: {
    betterleaks,
    rfc9110,
  },
})
