import { provider } from '../provider.ts'

/** An API token of Heroku: an authorization of an account. */
export const heroku = provider({
  name: 'heroku',
  title: 'Heroku API token',
  category: 'cloud and hosting',
  roles: { token: 'the token, HRKU-...' },
  options: {},
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.heroku.com/account',
      headers: { accept: 'application/vnd.heroku+json; version=3' },
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'account', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'api' },
    { name: 'unauthorized', when: { status: 401, body: "id == 'unauthorized'" }, means: 'rejected', source: 'errors' },
    { name: 'delinquent', when: { status: 402, body: "id == 'delinquent'" }, means: 'suspended', source: 'errors' },
    { name: 'suspended', when: { status: 403, body: "id == 'suspended'" }, means: 'suspended', source: 'errors' },
    { name: 'forbidden', when: { status: 403, body: "id == 'forbidden'" }, means: 'ping_forbidden', source: 'errors' },
  ],
  paths: { identity: 'email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'rotate_dead',
    overlap: 'until the old one is revoked, if you create a second authorization; none if you regenerate the token',
    by: 'hand',
  },
  runbook: {
    console: 'https://dashboard.heroku.com/account/applications',
    steps:
      'Create a second authorization with the same scope, store its token, and revoke the first when nobody uses it any more. Regenerating ends the old token at once. If the token expires, declare the date with expires.',
  },
  traps: ['Heroku answers in version 3 only if the request asks for it'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Heroku Platform API Reference, account info',
      url: 'https://devcenter.heroku.com/articles/platform-api-reference#account-info',
      seen: '2026-11-21',
    },
    errors: {
      evidence: 'documented',
      title: 'Heroku Platform API Reference, error responses',
      url: 'https://devcenter.heroku.com/articles/platform-api-reference#error-responses',
      seen: '2026-11-25',
    },
  },
})
