import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token of Netlify. */
export const netlify = provider({
  name: 'netlify',
  title: 'Netlify personal access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, nfp_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.netlify.com/api/v1/user', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'access-denied', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: 'email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.netlify.com/user/applications#personal-access-tokens',
    steps:
      'Create a token, choose its expiry, and store it. Delete the old one when nobody uses it any more. Declare its expiry with expires.',
  },
  traps: ['the API does not show the expiry'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Netlify API, get current user',
      url: 'https://open-api.netlify.com/#tag/user/operation/getCurrentUser',
      seen: '2026-11-21',
    },
    rfc9110,
  },
})
