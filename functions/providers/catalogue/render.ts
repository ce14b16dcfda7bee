import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API key of Render. */
export const render = provider({
  name: 'render',
  title: 'Render API key',
  category: 'cloud and hosting',
  roles: { token: 'the key, rnd_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.render.com/v1/owners?limit=1', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'owners',
      when: { status: 200, body: "type([0].owner.id) == 'string'" },
      means: 'alive',
      source: 'api',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: '[0].owner.name', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'ratelimit-reset', format: 'seconds_remaining' },
  cost: 'counted',
  minimumSeconds: 60,
  limits: { credential: { calls: 400, perSeconds: 60, source: 'limits' } },
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://dashboard.render.com/u/settings#api-keys',
    steps: 'Create a key, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: ['a workspace may be without services, so a list of them proves nothing when it is empty'],
  sources: {
    limits: {
      evidence: 'documented',
      title: 'Render API, rate limiting: all other GET',
      url: 'https://api-docs.render.com/reference/rate-limiting',
      seen: '2026-11-26',
    },
    api: {
      evidence: 'documented',
      title:
        'Render API, authentication: a key has access to all workspaces of its owner, of which List Workspaces gives the ids',
      url: 'https://api-docs.render.com/reference/authentication',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
