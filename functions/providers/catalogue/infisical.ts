import { provider } from '../provider.ts'

/** A client secret of a machine identity with Universal Auth. Its only use is the exchange for a short-lived access token. */
export const infisical = provider({
  name: 'infisical',
  title: 'Infisical client secret of a machine identity',
  category: 'cloud and hosting',
  roles: { token: 'the client secret' },
  options: {
    host: {
      kind: 'host',
      default: 'app.infisical.com',
      says: 'the host of Infisical, such as eu.infisical.com or your own',
    },
    clientId: {
      kind: 'name',
      pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
      example: '11111111-2222-4333-8444-555555555555',
      says: 'the client id of the machine identity',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{host}/api/v1/auth/universal-auth/login',
      headers: { 'content-type': 'application/json' },
      body: '{"clientId":"{clientId}"}',
    },
    send: [{ in: 'json', name: 'clientSecret', role: 'token' }],
  },
  rules: [
    {
      name: 'token-issued',
      when: { status: 200, body: "type(accessToken) == 'string'" },
      means: 'alive',
      source: 'server',
    },
    {
      name: 'invalid-credentials',
      when: { status: 401, body: "message == 'Invalid credentials'" },
      means: 'rejected',
      source: 'server',
    },
    {
      name: 'expired',
      when: { status: 401, body: "contains(message, 'expired client secret')" },
      means: 'expired',
      source: 'server',
    },
    {
      name: 'uses-spent',
      when: { status: 401, body: "contains(message, 'client secret usage limit reached')" },
      means: 'revoked',
      source: 'server',
    },
    {
      name: 'locked',
      when: { status: 401, body: "contains(message, 'temporarily locked')" },
      means: 'rate_limited',
      source: 'server',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  failuresCount: true,
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/',
    steps:
      'Open the machine identity, then Universal Auth. Create a client secret, store it with its expiry, and revoke the old one.',
  },
  federation: { offer: 'OIDC Auth and the auth methods of clouds for machine identities', source: 'federation' },
  traps: [
    'failed logins lock the identity, so no broken secret is ever sent',
    'each ping spends one use of a client secret with limited uses',
  ],
  sources: {
    server: {
      evidence: 'documented',
      title: 'Infisical, the server’s own backend/src/services/identity-ua/identity-ua-service.ts',
      url: 'https://github.com/Infisical/infisical/blob/main/backend/src/services/identity-ua/identity-ua-service.ts',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Infisical, OIDC Auth',
      url: 'https://infisical.com/docs/documentation/platform/identities/oidc-auth/general',
    },
  },
})
