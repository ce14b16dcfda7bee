import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token for the management API of Supabase. */
export const supabase = provider({
  name: 'supabase',
  title: 'Supabase personal access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, sbp_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.supabase.com/v1/organizations', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'organizations',
      when: { status: 200, body: "type([0].id) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'privileges-missing',
      when: {
        status: 403,
        body: "contains(message, 'does not have the necessary privileges to access this endpoint')",
      },
      means: 'ping_forbidden',
      source: 'scoped',
    },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
  ],
  paths: { identity: '[0].id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://supabase.com/dashboard/account/tokens',
    steps: 'Generate a token, store it with its expiry, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a personal token and the key of a project are two kinds, with two hosts',
    'a 403 that speaks of privileges comes from a living token',
    'a list without an entry proves nothing: a token of an organization gets one where it may not look',
  ],
  sources: {
    betterleaks,
    scoped: {
      evidence: 'observed',
      title: 'supabase/cli, issue 6392: 403 for missing privileges to a token that lists projects',
      url: 'https://github.com/supabase/cli/issues/6392',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
