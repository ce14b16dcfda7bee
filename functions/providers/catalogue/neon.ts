import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API key of Neon, of a person, an organization or a project. */
export const neon = provider({
  name: 'neon',
  title: 'Neon API key',
  category: 'cloud and hosting',
  roles: { token: 'the key, napi_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://console.neon.tech/api/v2/projects?limit=1', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'projects', when: { status: 200, body: "type(projects) == 'array'" }, means: 'alive', source: 'reports' },
    {
      name: 'organization-wanted',
      when: { status: 400, body: "contains(message, 'org_id is required')" },
      means: 'alive',
      source: 'reports',
    },
    {
      name: 'invalid-credentials',
      when: { status: 401, body: "message == 'supplied credentials do not pass authentication'" },
      means: 'rejected',
      source: 'clients',
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
    console: 'https://console.neon.tech/app/settings/api-keys',
    steps: 'Create a key of the same kind, store it, and revoke the old one when nobody uses it any more.',
  },
  traps: ['a 400 that asks for org_id comes from a living key'],
  sources: {
    reports: {
      evidence: 'observed',
      title: 'neondatabase/website, issue 5671: 400 org_id is required to a key that lists projects with it',
      url: 'https://github.com/neondatabase/website/issues/5671',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title: 'neondatabase/neonctl and others: 401, supplied credentials do not pass authentication',
      url: 'https://github.com/neondatabase/neonctl',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
