import { provider } from '../provider.ts'
import { openaiRefusals, openaiSources } from './openai.ts'

/** An admin key of an OpenAI organization. Only this kind makes other keys, and only this kind can name its expiry. */
export const openaiAdmin = provider({
  name: 'openai-admin',
  title: 'OpenAI admin key',
  category: 'AI',
  roles: { token: 'the key, sk-admin-...' },
  options: {
    keyId: {
      kind: 'name',
      pattern: '[A-Za-z0-9_-]{3,64}',
      example: 'key_abc123',
      says: 'the id of the key, from the list of admin keys',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.openai.com/v1/organization/admin_api_keys/{keyId}',
      headers: {},
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'key',
      when: { status: 200, body: "object == 'organization.admin_api_key'" },
      means: 'alive',
      source: 'spec',
    },
    ...openaiRefusals,
    {
      name: 'no-such-key',
      when: { status: 404, body: "type(error) == 'object'" },
      means: 'wrong_target',
      source: 'recalled',
    },
  ],
  paths: {
    identity: 'owner.name',
    environment: null,
    scopes: null,
    expires: { at: 'expires_at', format: 'epoch_seconds', never: [null] },
  },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://platform.openai.com/settings/organization/admin-keys',
    steps: 'Create an admin key, store it, and put its id into the check. Then revoke the old one.',
  },
  traps: ['an admin key can expire, a project key cannot'],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'OpenAI OpenAPI specification, admin API keys: one made without expires_in_seconds does not expire',
      url: 'https://github.com/openai/openai-openapi',
      seen: '2026-11-30',
    },
    ...openaiSources,
  },
})
