import { provider } from '../provider.ts'

/** A secret or restricted key of Stripe. A key of test mode answers like one of live mode, and says which it is in each answer. */
export const stripe = provider({
  name: 'stripe',
  title: 'Stripe API key',
  category: 'payments and commerce',
  roles: { token: 'the key, sk_... or rk_...' },
  options: {
    mode: {
      kind: 'choice',
      of: { live: 'live', test: 'test' },
      default: 'live',
      says: 'whether the key has to move money, or belongs to a sandbox or to test mode',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.stripe.com/v1/balance', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'balance', when: { status: 200, body: "object == 'balance'" }, means: 'alive', source: 'balance' },
    {
      name: 'expired',
      when: { status: 401, body: "error.code == 'api_key_expired'" },
      means: 'expired',
      source: 'codes',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(error) == 'object'" },
      means: 'rejected',
      source: 'keys',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "contains(error.message, 'required permissions')" },
      means: 'ping_forbidden',
      source: 'errors',
    },
  ],
  paths: { identity: null, environment: "livemode && 'live' || 'test'", scopes: null, expires: null },
  expectedEnvironment: '{mode}',
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  rotation: { class: 'rotate_grace', overlap: 'as long as the person who rolls it says, up to seven days', by: 'hand' },
  runbook: {
    console: 'https://dashboard.stripe.com/apikeys',
    steps: 'Roll the key with a time after which the old one ends, and store the new one before that.',
  },
  traps: [
    'a test key answers 200 as well',
    'a restricted key that may not read the balance is alive',
    'an expired key may still work for a while',
    'a key of the command line lives for ninety days',
  ],
  sources: {
    balance: {
      evidence: 'documented',
      title: 'Stripe API reference, retrieve balance',
      url: 'https://docs.stripe.com/api/balance/balance_retrieve',
      seen: '2026-11-25',
    },
    keys: {
      evidence: 'documented',
      title: 'Stripe, API keys: a deleted or expired key is an authentication error',
      url: 'https://docs.stripe.com/keys',
      seen: '2026-11-25',
    },
    codes: {
      evidence: 'documented',
      title: 'Stripe, error codes, as the official client types them',
      url: 'https://docs.stripe.com/error-codes#api-key-expired',
      seen: '2026-11-21',
    },
    errors: {
      evidence: 'documented',
      title: 'Stripe API reference, errors',
      url: 'https://docs.stripe.com/api/errors',
      seen: '2026-11-25',
    },
  },
})
