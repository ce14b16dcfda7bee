import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'
import { httpRules, httpSources } from './http.ts'

/** OAuth 2.0 client credentials. Tokenwatch mints an access token, and sends it to the API if the check names one. */
export const oauthClientCredentials = provider({
  name: 'oauth-client-credentials',
  title: 'OAuth 2.0 client credentials',
  category: 'generic',
  roles: { clientId: 'the client id', clientSecret: 'the client secret' },
  options: {},
  question: null,
  rules: httpRules,
  tokenRules,
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'depends on the server', by: 'hand' },
  runbook: null,
  traps: [
    'a server may refuse a client with any status, 200 included',
    'some servers do not undo the escapes of RFC 6749',
  ],
  sources: { ...tokenSources, ...httpSources },
})
