import { betterleaks } from '../betterleaks.ts'
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
      name: 'token-not-found',
      when: {
        status: 401,
        body: "contains(['OAUTH_019', 'OAUTH_021', 'OAUTH_025', 'OAUTH_077'], ECODE)",
      },
      means: 'rejected',
      source: 'errors',
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
    betterleaks,
    errors: {
      evidence: 'documented',
      title: 'ClickUp API, common errors: Token not found, and the codes of a workspace that was not authorized',
      url: 'https://developer.clickup.com/docs/common_errors',
      seen: '2026-11-30',
    },
  },
})
