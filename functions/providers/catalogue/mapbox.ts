import { provider } from '../provider.ts'

/** An access token of Mapbox, public, secret or temporary. Mapbox answers 200 to any token. */
export const mapbox = provider({
  name: 'mapbox',
  title: 'Mapbox access token',
  category: 'business software',
  roles: { token: 'the token, pk...., sk.... or tk....' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.mapbox.com/tokens/v2', headers: {}, body: null },
    send: [{ in: 'query', name: 'access_token', role: 'token' }],
  },
  rules: [
    { name: 'valid', when: { status: 200, body: "code == 'TokenValid'" }, means: 'alive', source: 'api' },
    { name: 'expired', when: { status: 200, body: "code == 'TokenExpired'" }, means: 'expired', source: 'api' },
    { name: 'revoked', when: { status: 200, body: "code == 'TokenRevoked'" }, means: 'revoked', source: 'api' },
    {
      name: 'invalid',
      when: { status: 200, body: "code == 'TokenInvalid' || code == 'TokenMalformed'" },
      means: 'rejected',
      source: 'api',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'unrecognized', source: 'recalled' },
  ],
  paths: {
    identity: 'token.user',
    environment: null,
    scopes: 'token.scopes',
    expires: { at: 'token.expires', format: 'iso' },
  },
  scopes: { pattern: '[a-z-]+:[a-z-]+', example: 'styles:read' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://console.mapbox.com/account/access-tokens/',
    steps: 'Create a token with the same scopes, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'an invalid token is answered with 200 and a code',
    'the token is in the query, but never in a log',
    'only answers to temporary tokens name scopes and expiry',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Mapbox Tokens API, retrieve a token',
      url: 'https://docs.mapbox.com/api/accounts/tokens/#retrieve-a-token',
      seen: '2026-11-25',
    },
    recalled: { evidence: 'recalled', title: 'a token may also be refused with 401' },
  },
})
