import { provider, type SourcedRule } from '../provider.ts'

/** Refusals of OpenAI for every kind of key. The message quotes a part of the key, so the code is judged first. */
export const openaiRefusals: readonly SourcedRule[] = [
  {
    name: 'incorrect-key',
    when: { status: 401, body: "error.code == 'invalid_api_key'" },
    means: 'rejected',
    source: 'errors',
  },
  {
    name: 'account-deactivated',
    when: {
      status: 401,
      body: "error.code == 'account_deactivated' || contains(error.message, 'associated with a deactivated account')",
    },
    means: 'suspended',
    source: 'deactivated',
  },
  {
    name: 'address-not-authorized',
    when: { status: 401, body: "error.code == 'ip_not_authorized'" },
    means: 'blocked_from_here',
    source: 'errors',
  },
  {
    name: 'address-not-allowed',
    when: { status: 401, body: "contains(error.message, ' IP ')" },
    means: 'blocked_from_here',
    source: 'errors',
  },
  {
    name: 'another-region',
    when: { status: 401, body: "contains(error.message, 'incorrect regional host')" },
    means: 'wrong_target',
    source: 'regions',
  },
  {
    name: 'no-organization',
    when: { status: 401, body: "contains(error.message, 'member of an organization')" },
    means: 'ping_forbidden',
    source: 'errors',
  },
  {
    name: 'country',
    when: { status: 403, body: "error.code == 'unsupported_country_region_territory'" },
    means: 'blocked_from_here',
    source: 'recalled',
  },
  {
    name: 'missing-scopes',
    when: { status: 403, body: "contains(error.message, 'Missing scopes')" },
    means: 'ping_forbidden',
    source: 'permission',
  },
]

export const openaiSources = {
  permission: {
    evidence: 'documented',
    title: 'OpenAI help center, PermissionError (403): the key does not have the required scope or role',
    url: 'https://help.openai.com/en/articles/6897199-permissionerror',
    seen: '2026-11-30',
  },
  errors: {
    evidence: 'documented',
    title: 'OpenAI API, error codes',
    url: 'https://platform.openai.com/docs/guides/error-codes',
    seen: '2026-11-25',
  },
  deactivated: {
    evidence: 'observed',
    title: 'what clients of OpenAI test for: a key that is associated with a deactivated account',
    url: 'https://github.com/binary-husky/gpt_academic',
    seen: '2026-11-30',
  },
  regions: {
    evidence: 'observed',
    title: 'earendil-works/pi, issue 956: 401 to a living key of a project with data residency, asked at another host',
    url: 'https://github.com/earendil-works/pi/issues/956',
    seen: '2026-12-01',
  },
  recalled: {
    evidence: 'recalled',
    title: 'how a 403 spells a country that is not served',
  },
} as const

/** A key of one OpenAI project or of one person, as applications send it. */
export const openai = provider({
  name: 'openai',
  title: 'OpenAI API key',
  category: 'AI',
  roles: { token: 'the key, sk-...' },
  options: {
    region: {
      kind: 'choice',
      of: { global: 'api.openai.com', us: 'us.api.openai.com', eu: 'eu.api.openai.com' },
      default: 'global',
      says: 'the region of the project, if it has data residency',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{region}/v1/models', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'models', when: { status: 200, body: "type(data[0].id) == 'string'" }, means: 'alive', source: 'models' },
    ...openaiRefusals,
    {
      name: 'quota',
      when: { status: 429, body: "error.type == 'insufficient_quota' || error.code == 'insufficient_quota'" },
      means: 'quota_exhausted',
      source: 'errors',
    },
    {
      name: 'credit',
      when: { status: 429, body: "error.code == 'credit_balance_exhausted'" },
      means: 'quota_exhausted',
      source: 'errors',
    },
  ],
  paths: { identity: { header: 'openai-organization' }, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://platform.openai.com/api-keys',
    steps:
      'Create a key in the same project with the same permissions, store it, and revoke the old one when nobody uses it.',
  },
  traps: [
    'a 429 for missing credit is not a rate limit',
    'a 401 for a deactivated account does not call the key wrong',
    'a 401 for an address that is not allowed says nothing about the key',
    'a restricted key that cannot list models is valid',
    'the same refusal with 401 is not documented, and proves nothing',
    'a refusal for an unsupported country says nothing about the key',
    'a person who left the organization keeps a valid key without access',
  ],
  sources: {
    models: {
      evidence: 'documented',
      title: 'OpenAI API reference, list models',
      url: 'https://platform.openai.com/docs/api-reference/models/list',
      seen: '2026-11-21',
    },
    ...openaiSources,
  },
})
