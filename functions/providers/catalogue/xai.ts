import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A key of an xAI team. A bad key gets a 400. A blocked key may get a 200 that says so. */
export const xai = provider({
  name: 'xai',
  title: 'xAI API key',
  category: 'AI',
  roles: { token: 'the key, xai-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.x.ai/v1/api-key', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'blocked',
      when: { status: 200, body: 'api_key_blocked == `true` || api_key_disabled == `true`' },
      means: 'revoked',
      source: 'api',
    },
    { name: 'team-blocked', when: { status: 200, body: 'team_blocked == `true`' }, means: 'suspended', source: 'api' },
    { name: 'key', when: { status: 200, body: "type(api_key_id) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'incorrect-key',
      when: {
        status: 400,
        body: "contains(error, 'Incorrect API key provided') || contains(error, 'Incorrect%20API%20key%20provided')",
      },
      means: 'rejected',
      source: 'reports',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(@) == 'object'" },
      means: 'rejected',
      source: 'rfc9110',
    },
  ],
  paths: { identity: 'team_id', environment: null, scopes: 'acls', expires: null },
  scopes: { pattern: 'api-key:(model|endpoint):[^\\s,]+', example: 'api-key:endpoint:chat' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.x.ai/team/default/api-keys',
    steps: 'Create a key with the same access lists, store it, and delete the old one when nobody uses it any more.',
  },
  traps: ['a bad key is answered with 400', 'a blocked key is answered with 200'],
  sources: {
    reports: {
      evidence: 'observed',
      title: 'i-am-bee/beeai-framework, issue 447, and continuedev/continue, issue 10778: Incorrect API key provided',
      url: 'https://github.com/i-am-bee/beeai-framework/issues/447',
      seen: '2026-11-30',
    },
    api: {
      evidence: 'documented',
      title: 'xAI OpenAPI specification, /v1/api-key',
      url: 'https://docs.x.ai/docs/api-reference#get-api-key-information',
      seen: '2026-11-25',
    },
    rfc9110,
  },
})
