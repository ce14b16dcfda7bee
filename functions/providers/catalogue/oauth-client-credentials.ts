import { tokenRules, tokenSources } from '../oauth-token-rules.ts'
import { provider } from '../provider.ts'
import { httpRules } from './http.ts'

/** OAuth 2.0 client credentials: can the client still get an access token, and does the API take it? */
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
  rotation: { class: 'manual', overlap: 'as the server has it', by: 'hand' },
  runbook: null,
  traps: ['a bad client is refused with any status', 'a server may not undo the escapes of the standard'],
  sources: tokenSources,
})
