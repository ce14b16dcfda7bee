import { provider } from '../provider.ts'

/** An access token of Square, checked at the endpoint that names scopes and expiry. The neighbouring endpoint revokes tokens. */
export const square = provider({
  name: 'square',
  title: 'Square access token',
  category: 'payments and commerce',
  roles: { token: 'the access token' },
  options: {
    mode: {
      kind: 'choice',
      of: { production: 'connect.squareup.com', sandbox: 'connect.squareupsandbox.com' },
      default: 'production',
      says: 'the environment of the token; each has its own host',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://{mode}/oauth2/token/status', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'token', when: { status: 200, body: "type(merchant_id) == 'string'" }, means: 'alive', source: 'status' },
    {
      name: 'expired',
      when: { status: 401, body: "errors[?code=='ACCESS_TOKEN_EXPIRED'] | length(@) > `0`" },
      means: 'expired',
      source: 'codes',
    },
    {
      name: 'revoked',
      when: { status: 401, body: "errors[?code=='ACCESS_TOKEN_REVOKED'] | length(@) > `0`" },
      means: 'revoked',
      source: 'codes',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "errors[?code=='UNAUTHORIZED'] | length(@) > `0`" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other environment',
        wayOut: 'correct `mode`, or replace the token',
        kind: 'setting',
      },
      source: 'status',
    },
    {
      name: 'insufficient-scopes',
      when: { status: 403, body: "errors[?code=='INSUFFICIENT_SCOPES'] | length(@) > `0`" },
      means: 'ping_forbidden',
      source: 'codes',
    },
  ],
  paths: {
    identity: 'merchant_id',
    environment: null,
    scopes: 'scopes',
    expires: { at: 'expires_at', format: 'iso', never: ['', null] },
  },
  scopes: { pattern: '[A-Z][A-Z0-9_]+', example: 'PAYMENTS_READ' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_static', overlap: 'until the old one expires', by: 'hand' },
  runbook: {
    console: 'https://developer.squareup.com/apps',
    steps:
      'Refresh the token of the code flow, or replace the personal token. Never call /oauth2/revoke: it ends every token of the merchant.',
  },
  traps: [
    'a sandbox token is refused in production',
    'an empty expiry means never',
    'revoking one token revokes all tokens of the merchant',
  ],
  sources: {
    status: {
      evidence: 'documented',
      title: 'Square API reference, retrieve token status',
      url: 'https://developer.squareup.com/reference/square/o-auth-api/RetrieveTokenStatus',
      seen: '2026-11-25',
    },
    codes: {
      evidence: 'documented',
      title: 'Square API specification, error codes',
      url: 'https://developer.squareup.com/reference/square/enums/ErrorCode',
      seen: '2026-11-21',
    },
  },
})
