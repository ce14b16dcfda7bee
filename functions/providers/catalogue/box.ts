import { provider } from '../provider.ts'

/** An access token of Box, which lives for an hour. A refusal has no body; its challenge names the reason. */
export const box = provider({
  name: 'box',
  title: 'Box access token',
  category: 'business software',
  roles: { token: 'the access token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.box.com/2.0/users/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'inactive', when: { status: 200, body: "status == 'inactive'" }, means: 'suspended', source: 'trufflehog' },
    {
      name: 'user',
      when: { status: 200, body: "type == 'user' && type(id) == 'string'" },
      means: 'alive',
      source: 'user',
    },
    {
      name: 'invalid-token',
      when: { status: 401, challenge: { error: 'invalid_token' } },
      means: 'rejected',
      source: 'rfc6750',
    },
    {
      name: 'insufficient-scope',
      when: { status: 403, challenge: { error: 'insufficient_scope' } },
      means: 'ping_forbidden',
      source: 'rfc6750',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "code == 'access_denied_insufficient_permissions'" },
      means: 'ping_forbidden',
      source: 'support',
    },
  ],
  paths: { identity: 'login', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_rotating', overlap: 'until the old one expires', by: 'hand' },
  runbook: {
    console: 'https://app.box.com/developers/console',
    steps:
      'Refresh the token: each refresh token works once. Or let the person connect the app again. Client credentials need neither.',
  },
  traps: ['a refusal has no body, only a challenge', 'the token of an inactive user is answered with 200'],
  sources: {
    support: {
      evidence: 'documented',
      title: 'Box Support, 403 access_denied_insufficient_permissions',
      url: 'https://support.box.com/hc/en-us/articles/360043693434-API-Content-API-403-access-denied-insufficient-permissions-Errors',
      seen: '2026-11-30',
    },
    user: {
      evidence: 'documented',
      title: 'Box API reference, get current user',
      url: 'https://developer.box.com/reference/get-users-me/',
      seen: '2026-11-21',
    },
    rfc6750: {
      evidence: 'standard',
      title: 'RFC 6750, bearer token usage, section 3.1',
      url: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
      seen: '2026-11-25',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/box',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
  },
})
