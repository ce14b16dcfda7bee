import { betterleaks } from '../betterleaks.ts'
import { provider } from '../provider.ts'

/** An API key of DeepSeek. */
export const deepseek = provider({
  name: 'deepseek',
  title: 'DeepSeek API key',
  category: 'AI',
  roles: { token: 'the key, sk-...' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.deepseek.com/models', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'models',
      when: { status: 200, body: "type(data[0].id) == 'string'" },
      means: 'alive',
      source: 'betterleaks',
    },
    {
      name: 'authentication-fails',
      when: {
        status: 401,
        body: "contains(error.message, 'Authentication Fails') && (contains(error.message, 'is invalid') || contains(error.message, 'no such user'))",
      },
      means: 'rejected',
      source: 'codes',
    },
    {
      name: 'balance-spent',
      when: { status: 402, body: "type(error) == 'object'" },
      means: 'quota_exhausted',
      source: 'codes',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://platform.deepseek.com/api_keys',
    steps: 'Create a key, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a key without balance is still listed its models',
    'governor and a wrong format of the header are said to requests without a readable key',
  ],
  trapSources: ['governor'],
  sources: {
    betterleaks,
    governor: {
      evidence: 'observed',
      title: 'continuedev/continue, issues 10056 and 11820: a wrong format of the header, and a key that is invalid',
      url: 'https://github.com/continuedev/continue/issues/10056',
      seen: '2026-11-30',
    },
    codes: {
      evidence: 'documented',
      title: 'DeepSeek API, error codes: 401 Authentication Fails, 402 Insufficient Balance',
      url: 'https://api-docs.deepseek.com/quick_start/error_codes',
      seen: '2026-11-30',
    },
  },
})
