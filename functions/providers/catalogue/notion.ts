import { provider } from '../provider.ts'

/** The secret of a Notion integration. Objects that are not shared with it are answered with 404, so the probe reads its own user. */
export const notion = provider({
  name: 'notion',
  title: 'Notion integration secret',
  category: 'business software',
  roles: { token: 'the secret, ntn_... or secret_...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.notion.com/v1/users/me',
      headers: { 'notion-version': '2022-06-28' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  version: { at: '2022-06-28', until: null, source: 'versions' },
  rules: [
    { name: 'bot', when: { status: 200, body: "object == 'user' && type == 'bot'" }, means: 'alive', source: 'sdk' },
    { name: 'unauthorized', when: { status: 401, body: "code == 'unauthorized'" }, means: 'rejected', source: 'sdk' },
    {
      name: 'restricted',
      when: { status: 403, body: "code == 'restricted_resource'" },
      means: 'ping_forbidden',
      source: 'sdk',
    },
  ],
  needRules: [
    {
      name: 'not-shared',
      when: { status: 404, body: "code == 'object_not_found'" },
      means: 'under_scoped',
      source: 'status',
    },
  ],
  paths: { identity: 'name', environment: 'bot.workspace_name', scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: {
    console: 'https://www.notion.so/profile/integrations',
    steps: 'Open the integration, refresh its secret, and store the new one at once: the old one is already invalid.',
  },
  traps: ['an unshared page is answered with 404, so Tokenwatch requests no page', 'a 403 means a valid secret'],
  sources: {
    versions: {
      evidence: 'documented',
      title: 'Notion API, versioning: a version is answered as it was, until the caller upgrades',
      url: 'https://developers.notion.com/reference/versioning',
      seen: '2026-11-30',
    },
    status: {
      evidence: 'documented',
      title: 'Notion API, status codes: object_not_found for what is not shared with the owner of the token',
      url: 'https://developers.notion.com/reference/status-codes',
      seen: '2026-11-30',
    },
    sdk: {
      evidence: 'documented',
      title: 'notion-sdk-js, the official client: users and error codes',
      url: 'https://github.com/makenotion/notion-sdk-js',
      seen: '2026-11-21',
    },
  },
})
