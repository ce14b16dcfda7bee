import { provider } from '../provider.ts'

/** A personal access token of Calendly. */
export const calendly = provider({
  name: 'calendly',
  title: 'Calendly personal access token',
  category: 'business software',
  roles: { token: 'the token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.calendly.com/users/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(resource.uri) == 'string'" }, means: 'alive', source: 'docs' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'docs' },
    {
      name: 'forbidden',
      when: { status: 403, body: "title == 'Permission Denied'" },
      means: 'ping_forbidden',
      source: 'docs',
    },
  ],
  paths: { identity: 'resource.email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://calendly.com/integrations/api_webhooks',
    steps: 'Generate a new token for the same user, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a token without users:read is valid, but cannot read its user'],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Calendly API, get user',
      url: 'https://developer.calendly.com/api-docs/calendly-api/users/get-user',
      seen: '2026-11-26',
    },
  },
})
