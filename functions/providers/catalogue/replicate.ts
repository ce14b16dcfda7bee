import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API token of a Replicate account. */
export const replicate = provider({
  name: 'replicate',
  title: 'Replicate API token',
  category: 'AI',
  roles: { token: 'the token, r8_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.replicate.com/v1/account', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'account',
      when: { status: 200, body: "type(username) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'invalid-token',
      when: {
        status: 401,
        body: "title == 'Unauthenticated' && contains(detail, 'not pass a valid authentication token')",
      },
      means: 'rejected',
      source: 'refused',
    },
    {
      name: 'header-missing',
      when: { status: 401, body: "title == 'Unauthenticated' && contains(detail, 'not pass an authentication token')" },
      means: 'unrecognized',
      source: 'unseen',
    },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: 'username', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://replicate.com/account/api-tokens',
    steps: 'Create a token, store it, and disable the old one when nobody uses it any more.',
  },
  traps: [
    'the answer names the account, not the token',
    'a request without a token is refused in other words than a dead one',
  ],
  sources: {
    betterleaks,
    refused: {
      evidence: 'observed',
      title: 'replicate/comfyui-replicate, issue 7: 401 Unauthenticated, you did not pass a valid authentication token',
      url: 'https://github.com/replicate/comfyui-replicate/issues/7',
      seen: '2026-11-30',
    },
    unseen: {
      evidence: 'observed',
      title: 'pguso/ai-agents-workshop, issue 1: 401 Unauthenticated, you did not pass an authentication token',
      url: 'https://github.com/pguso/ai-agents-workshop/issues/1',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
