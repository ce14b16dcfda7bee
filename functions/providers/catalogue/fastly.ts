import { provider } from '../provider.ts'

/** An API token of Fastly. Fastly is one of few providers that distinguish an expired token from an unknown one. */
export const fastly = provider({
  name: 'fastly',
  title: 'Fastly API token',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.fastly.com/tokens/self', headers: {}, body: null },
    send: [{ in: 'header', name: 'fastly-key', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'token', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'expired', when: { status: 401 }, means: 'expired', source: 'lifetime' },
  ],
  paths: {
    identity: 'id',
    environment: null,
    scopes: 'scope',
    expires: { at: 'expires_at', format: 'iso', never: [null] },
  },
  scopes: { pattern: 'global|global:read|purge_all|purge_select', example: 'global:read' },
  resets: { header: 'fastly-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://manage.fastly.com/account/personal/tokens',
    steps:
      'Create a token with the same scope and services, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a 401 means an expired token, a 403 has several causes', 'an expiry of null means never'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Fastly API reference, tokens',
      url: 'https://www.fastly.com/documentation/reference/api/auth-tokens/user/',
      seen: '2026-11-21',
    },
    lifetime: {
      evidence: 'documented',
      title: 'Fastly API reference, expiration of tokens',
      url: 'https://docs.fastly.com/api/auth',
      seen: '2026-11-26',
    },
  },
})
