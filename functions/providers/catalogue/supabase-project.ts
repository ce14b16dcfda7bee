import { betterleaks } from '../betterleaks.ts'
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
    {
      name: 'browser',
      when: { status: 401, body: "contains(message, 'secret API key in browser')" },
      means: 'blocked_from_here',
      source: 'browsers',
    },
    {
      name: 'invalid-key',
      when: { status: 401, body: "message == 'Invalid API key' || message == 'Unregistered API key'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to another project',
        wayOut: 'correct `project`, or replace the key',
        kind: 'setting',
      },
      source: 'reports',
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
    console: 'https://supabase.com/dashboard/project/{project}/settings/api-keys',
    steps:
      'First see if the key is of the project that the check names. Create a secret key, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'the key belongs to one project, whose reference is in the address',
    'a secret key is refused with 401 where the request looks like one of a browser',
  ],
  sources: {
    betterleaks,
    browsers: {
      evidence: 'documented',
      title:
        'Supabase, 401 UNAUTHORIZED_MISSING_API_KEY on admin endpoints: browser requests using secret keys are blocked',
      url: 'https://supabase.com/kb/troubleshooting/auth-error-401-unauthorized_missing_api_key-on-admin-endpoints-ac2afd',
      seen: '2026-11-30',
    },
    reports: {
      evidence: 'observed',
      title: 'supabase/supabase, discussion 39719, and others: 401, Invalid API key or Unregistered API key',
      url: 'https://github.com/orgs/supabase/discussions/39719',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
