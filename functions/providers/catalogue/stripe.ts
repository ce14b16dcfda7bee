import { provider } from '../provider.ts'

/** A secret or restricted key of Stripe. A key of test mode is answered like one of live mode, and each answer names the mode. */
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
      says: 'live if the key has to move money, test for a sandbox or test mode',
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
      name: 'address-not-allowed',
      when: { status: 401, body: "contains(error.message, 'does not allow requests from your IP')" },
      means: 'blocked_from_here',
      source: 'address',
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
  rotation: { class: 'rotate_grace', overlap: 'up to seven days, as the person who rolls the key chooses', by: 'hand' },
  runbook: {
    console: 'https://dashboard.stripe.com/apikeys',
    steps: 'Roll the key, and choose when the old one ends. Store the new one before that.',
  },
  traps: [
    'a test key is answered with 200 too',
    'a restricted key that cannot read the balance is valid',
    'a key that is limited to addresses is refused with 401 from another one, although it lives',
    'an expired key may still work for a while',
    'a key of the command line lives for 90 days',
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
    address: {
      evidence: 'recalled',
      title: 'how a refusal of a key by its list of addresses is said',
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
