import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A secret key of one Supabase project. It passes over row level security. */
export const supabaseProject = provider({
  name: 'supabase-project',
  title: 'Supabase project secret key',
  category: 'cloud and hosting',
  roles: { token: 'the key, sb_secret_...' },
  options: {
    project: {
      kind: 'name',
      pattern: '[a-z0-9]{16,32}',
      example: 'abcdefghijklmnopqrst',
      says: 'the reference of the project, before .supabase.co',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{project}.supabase.co/rest/v1/', headers: {}, body: null },
    send: [{ in: 'header', name: 'apikey', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'schema', when: { status: 200, body: "type(host) == 'string'" }, means: 'alive', source: 'betterleaks' },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://supabase.com/dashboard/project/{project}/settings/api-keys',
    steps: 'Create a secret key, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['the key belongs to one project, whose reference is in the address'],
  sources: {
    betterleaks: {
      evidence: 'observed',
      title: 'betterleaks, config/betterleaks.toml',
      url: 'https://github.com/betterleaks/betterleaks',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
