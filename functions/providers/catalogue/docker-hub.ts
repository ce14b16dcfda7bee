import { provider } from '../provider.ts'

/** An access token of Docker Hub, of a person or an organization. Its only use is the exchange for a token that lives for ten minutes. */
export const dockerHub = provider({
  name: 'docker-hub',
  title: 'Docker Hub access token',
  category: 'source control and CI',
  roles: { token: 'the token, dckr_pat_... or dckr_oat_...' },
  options: {
    username: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9_-]{1,254}',
      example: 'acmebot',
      says: 'the name of the user, or of the organization that owns the token',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://hub.docker.com/v2/auth/token',
      headers: { 'content-type': 'application/json' },
      body: '{"identifier":"{username}"}',
    },
    send: [{ in: 'json', name: 'secret', role: 'token' }],
  },
  rules: [
    {
      name: 'token-created',
      when: { status: 200, body: "type(access_token) == 'string'" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'second-factor',
      when: { status: 401, body: "type(login_2fa_token) == 'string'" },
      means: 'unrecognized',
      source: 'login',
    },
    { name: 'authentication-failed', when: { status: 401 }, means: 'rejected', source: 'api' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-retry-after', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://app.docker.com/settings/personal-access-tokens',
    steps:
      'Generate a token with the same permissions, store it, and delete the old one when nobody uses it any more. If it expires, declare the date with expires.',
  },
  traps: [
    'a 401 with login_2fa_token asks for a person, and says nothing against the secret',
    'the wait is in X-Retry-After, as a time',
    'a Retry-After beside it is a number of seconds',
    'the token is exchanged, not sent as a bearer token',
    'the expiry of the session is not the expiry of the token',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Docker Hub API, create access token',
      url: 'https://docs.docker.com/reference/api/hub/latest/operations/AuthCreateAccessToken/',
      seen: '2026-11-25',
    },
    login: {
      evidence: 'documented',
      title: 'Docker Hub API, the refused login: login_2fa_token is present only if a second factor is needed',
      url: 'https://docs.docker.com/reference/api/hub/latest/schemas/PostUsersLoginErrorResponse/',
      seen: '2026-11-30',
    },
  },
})
