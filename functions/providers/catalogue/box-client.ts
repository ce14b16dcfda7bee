import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** The client of a Box app. Its client credentials grant names the enterprise or the user for which the app acts. */
export const boxClient = provider({
  name: 'box-client',
  title: 'Box app client',
  category: 'business software',
  roles: { clientId: 'the client id', clientSecret: 'the client secret' },
  options: {
    subject: {
      kind: 'choice',
      of: { enterprise: 'enterprise', user: 'user' },
      default: 'enterprise',
      says: 'whether the app acts for an enterprise or for a user',
    },
    subjectId: { kind: 'name', pattern: '[0-9]{1,20}', example: '123456789', says: 'the id of the enterprise or user' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://api.box.com/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&box_subject_type={subject}&box_subject_id={subjectId}',
    },
    send: [
      { in: 'form', name: 'client_id', role: 'clientId' },
      { in: 'form', name: 'client_secret', role: 'clientSecret' },
    ],
  },
  requestSource: 'grant',
  rules: [
    { name: 'token', when: { status: 200, body: "type(access_token) == 'string'" }, means: 'alive', source: 'rfc6749' },
    ...tokenRules,
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 60,
  rotation: { class: 'create_revoke', overlap: 'until the old secret is disabled', by: 'hand' },
  runbook: {
    console: 'https://app.box.com/developers/console',
    steps: 'Open the app, then Configuration. Add a second client secret, store it, and disable the first.',
  },
  traps: ['unauthorized_client does not prove an invalid secret, invalid_client does'],
  sources: {
    ...tokenSources,
    grant: {
      evidence: 'documented',
      title: 'Box, client credentials grant',
      url: 'https://developer.box.com/guides/authentication/client-credentials/',
      seen: '2026-11-30',
    },
  },
})
