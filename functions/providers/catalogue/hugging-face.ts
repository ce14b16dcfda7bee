import { betterleaksBefore } from '../betterleaks.ts'
import { provider } from '../provider.ts'

/** A user access token of Hugging Face. Hugging Face limits the question for one's own identity, so it is asked once in hours. */
export const huggingFace = provider({
  name: 'hugging-face',
  title: 'Hugging Face user access token',
  category: 'AI',
  roles: { token: 'the token, hf_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://huggingface.co/api/whoami-v2', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(name) == 'string'" }, means: 'alive', source: 'hub' },
    {
      name: 'expired',
      when: { status: 401, body: "contains(error, 'expired')" },
      means: 'expired',
      source: 'betterleaks',
    },
    { name: 'invalid', when: { status: 401, body: "type(error) == 'string'" }, means: 'rejected', source: 'hub' },
  ],
  paths: {
    identity: 'name',
    environment: null,
    scopes: 'auth.accessToken.role',
    expires: { at: 'auth.accessToken.expiresAt', format: 'iso', never: [null] },
  },
  scopes: { pattern: 'read|write|fineGrained', example: 'read', implied: { write: ['read'] } },
  cost: 'counted',
  minimumSeconds: 7_200,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://huggingface.co/settings/tokens',
    steps:
      'Create a token of the same kind, store it, and delete the old one. Refreshing a token ends the old value at once.',
  },
  traps: [
    'Hugging Face limits whoami requests, so Tokenwatch checks only every few hours',
    'a 401 says if the token has expired',
    'only a token with an end names it, in auth.accessToken.expiresAt',
  ],
  sources: {
    hub: {
      evidence: 'documented',
      title: 'huggingface_hub, the official client, whoami and its errors',
      url: 'https://github.com/huggingface/huggingface_hub',
      seen: '2026-11-21',
    },
    betterleaks: betterleaksBefore,
  },
})
