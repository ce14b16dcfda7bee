import { provider, type SourcedRule } from '../provider.ts'

/** Plaid answers every refusal with 400. The code names the reason. */
export const plaidRefusals: readonly SourcedRule[] = [
  {
    name: 'invalid-keys',
    when: { status: 400, body: "error_code == 'INVALID_API_KEYS'" },
    means: 'rejected',
    secondCause: {
      cause: 'it belongs to another environment',
      wayOut: 'correct `mode`, or replace the secret',
      kind: 'setting',
    },
    source: 'errors',
  },
  {
    name: 'rate-exceeded',
    when: { body: "error_type == 'RATE_LIMIT_EXCEEDED'" },
    means: 'rate_limited',
    source: 'errors',
  },
  {
    name: 'plaid-ill',
    when: { status: [400, 499], body: "error_type == 'API_ERROR'" },
    means: 'provider_error',
    source: 'errors',
  },
]

export const plaidErrors = {
  evidence: 'documented',
  title: 'Plaid, errors',
  url: 'https://plaid.com/docs/errors/invalid-input/',
  seen: '2026-11-25',
} as const

export const plaidMode = {
  kind: 'choice',
  of: { production: 'production.plaid.com', sandbox: 'sandbox.plaid.com' },
  default: 'production',
  says: 'the environment of the secret; each environment has its own',
} as const

/** The keys of a Plaid team: a client id, and a secret for each environment. */
export const plaid = provider({
  name: 'plaid',
  title: 'Plaid API keys',
  category: 'payments and commerce',
  roles: { clientId: 'the client id', secret: 'the secret of the environment' },
  options: { mode: plaidMode },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{mode}/institutions/get',
      headers: { 'content-type': 'application/json' },
      body: '{"count":1,"offset":0,"country_codes":["US"]}',
    },
    send: [
      { in: 'json', name: 'client_id', role: 'clientId' },
      { in: 'json', name: 'secret', role: 'secret' },
    ],
  },
  rules: [
    {
      name: 'institutions',
      when: { status: 200, body: "type(institutions[0].institution_id) == 'string'" },
      means: 'alive',
      source: 'api',
    },
    ...plaidRefusals,
    {
      name: 'other-input',
      when: { status: 400, body: "type(error_code) == 'string'" },
      means: 'unrecognized',
      source: 'errors',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old secret is deleted', by: 'hand' },
  runbook: {
    console: 'https://dashboard.plaid.com/developers/keys',
    steps: 'Rotate the secret, store the new one, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'every refusal is a 400, and its code names the reason',
    'the categories endpoint answers without a key, so Tokenwatch does not use it',
    'keys of one environment are refused in another',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Plaid OpenAPI specification, /institutions/get',
      url: 'https://github.com/plaid/plaid-openapi',
      seen: '2026-11-21',
    },
    errors: plaidErrors,
  },
})
