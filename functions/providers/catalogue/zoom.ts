import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** The client of a Zoom server-to-server app. Its grant is Zoom's own, so the token endpoint is checked like any other URL. */
export const zoom = provider({
  name: 'zoom',
  title: 'Zoom server-to-server app client',
  category: 'business software',
  roles: { clientId: 'the client id', clientSecret: 'the client secret' },
  options: {
    accountId: {
      kind: 'name',
      pattern: '[A-Za-z0-9_-]{8,64}',
      example: 'abcDEF123_-ghiJKL456mn',
      says: 'the id of the account',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://zoom.us/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=account_credentials&account_id={accountId}',
    },
    send: [{ in: 'basic', user: { role: 'clientId' }, passwordRole: 'clientSecret' }],
  },
  requestSource: 'grant',
  rules: [
    { name: 'token', when: { status: 200, body: "type(access_token) == 'string'" }, means: 'alive', source: 'rfc6749' },
    ...tokenRules,
  ],
  paths: { identity: null, environment: null, scopes: 'scope', expires: null },
  scopes: { pattern: '[a-z_]+(:[a-z_]+)*', example: 'meeting:read:admin' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 60,
  rotation: { class: 'rotate_dead', overlap: 'none', by: 'hand' },
  runbook: {
    console: 'https://marketplace.zoom.us/user/build',
    steps:
      'Open the app, then App Credentials. Regenerate the secret, and store the new one at once: the old one is already invalid.',
  },
  traps: [
    'the grant is account_credentials, which is not a standard grant',
    'a wrong account id means a wrong check, not an invalid secret',
  ],
  sources: {
    ...tokenSources,
    grant: {
      evidence: 'documented',
      title: 'Zoom, server-to-server OAuth: the grant account_credentials',
      url: 'https://developers.zoom.us/docs/rooms/s2s-oauth/',
      seen: '2026-11-30',
    },
  },
})
