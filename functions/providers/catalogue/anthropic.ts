import { provider } from '../provider.ts'

/** A key of an Anthropic workspace. The type of an error tells them apart, as in every official client. */
export const anthropic = provider({
  name: 'anthropic',
  title: 'Anthropic API key',
  category: 'AI',
  roles: { token: 'the key, sk-ant-...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.anthropic.com/v1/models?limit=1',
      headers: { 'anthropic-version': '2023-06-01' },
      body: null,
    },
    send: [{ in: 'header', name: 'x-api-key', prefix: '', role: 'token' }],
  },
  version: { at: '2023-06-01', until: null, source: 'versions' },
  rules: [
    { name: 'models', when: { status: 200, body: "type(data[0].id) == 'string'" }, means: 'alive', source: 'errors' },
    {
      name: 'authentication',
      when: { status: 401, body: "error.type == 'authentication_error'" },
      means: 'rejected',
      source: 'errors',
    },
    {
      name: 'billing',
      when: { status: 402, body: "error.type == 'billing_error'" },
      means: 'quota_exhausted',
      source: 'errors',
    },
    {
      name: 'permission',
      when: { status: 403, body: "error.type == 'permission_error'" },
      means: 'ping_forbidden',
      source: 'errors',
    },
  ],
  paths: { identity: { header: 'anthropic-organization-id' }, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://platform.claude.com/settings/keys',
    steps: 'Create a key in the same workspace, store it, and delete the old one when nobody uses it any more.',
  },
  federation: { offer: 'workload identity federation', source: 'federation' },
  traps: [
    'a 400 never means a bad key',
    'a 404 does not prove that a key is disabled',
    'a 402 means an unpaid bill, not an invalid key',
    'a 529 means that the provider is overloaded',
    'a key may expire, but the answer does not name the date',
  ],
  sources: {
    versions: {
      evidence: 'documented',
      title: 'Claude API, versions: the parameters of each version are preserved',
      url: 'https://platform.claude.com/docs/en/api/versioning',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Claude API, get an API key: workload identity federation is advertised',
      url: 'https://platform.claude.com/docs/en/get-api-key',
    },
    errors: {
      evidence: 'documented',
      title: 'Anthropic API, errors',
      url: 'https://docs.anthropic.com/en/api/errors',
      seen: '2026-11-25',
    },
  },
})
