import { provider } from '../provider.ts'

/** A personal API token of ClickUp. It has the permissions of its user. */
export const clickup = provider({
  name: 'clickup',
  title: 'ClickUp personal API token',
  category: 'business software',
  roles: { token: 'the token, pk_...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.clickup.com/api/v2/user', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: '', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(user.id) == 'number'" }, means: 'alive', source: 'betterleaks' },
    {
      name: 'token-invalid',
      when: { status: 401, body: "ECODE == 'OAUTH_025'" },
      means: 'rejected',
      source: 'clients',
    },
  ],
  paths: { identity: 'user.email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none: making the new token ends the old one', by: 'hand' },
  runbook: {
    console: 'https://app.clickup.com/settings/apps',
    steps: 'Regenerate the token, and store the new one at once. The old value ends.',
  },
  traps: [
    'the token is the whole header, without a scheme',
    'a 401 with another ECODE is about the workspace, not the token',
  ],
  sources: {
    betterleaks: {
      evidence: 'observed',
      title: 'betterleaks, config/betterleaks.toml',
      url: 'https://github.com/betterleaks/betterleaks',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title: 'what clients of ClickUp test for: Token invalid with OAUTH_025, and other codes for a workspace',
      seen: '2026-11-30',
    },
  },
})
