import { provider } from '../provider.ts'

/** An access token of Vercel, which can read its own record under the name current. */
export const vercel = provider({
  name: 'vercel',
  title: 'Vercel access token',
  category: 'cloud and hosting',
  roles: { token: 'the token' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.vercel.com/v5/user/tokens/current', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'revoked',
      when: { status: 200, body: "type(token.revokedAt) == 'number'" },
      means: 'revoked',
      source: 'api',
    },
    { name: 'token', when: { status: 200, body: "type(token.id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'api' },
    {
      name: 'invalid-token',
      when: { status: 403, body: 'error.invalidToken == `true` || invalidToken == `true`' },
      means: 'rejected',
      source: 'cli',
    },
  ],
  paths: {
    identity: 'token.id',
    environment: null,
    scopes: 'token.scopes[].type',
    expires: { at: 'token.expiresAt', format: 'epoch_milliseconds' },
  },
  scopes: { pattern: 'user|team', example: 'team' },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'tokenwatch' },
  runbook: {
    console: 'https://vercel.com/account/settings/tokens',
    steps: 'Create a token with the same scope, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a 403 with invalidToken means an invalid token',
    'a 403 without invalidToken may mean an expired token or another team',
    'the expiry is in milliseconds',
    'a revoked token may still be answered with 200',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Vercel REST API, get auth token metadata',
      url: 'https://vercel.com/docs/rest-api/authentication/get-auth-token-metadata',
      seen: '2026-11-25',
    },
    cli: {
      evidence: 'observed',
      title: 'Vercel CLI, its tests’ stand-in of the API',
      url: 'https://github.com/vercel/vercel/blob/main/packages/cli/test/mocks/team.ts',
      seen: '2026-11-25',
    },
  },
})
