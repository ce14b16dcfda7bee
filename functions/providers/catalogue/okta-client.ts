import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** The secret of an app at one of Okta's authorization servers. An app has two secrets at most, so that they can be exchanged. */
export const oktaClient = provider({
  name: 'okta-client',
  title: 'Okta app client secret',
  category: 'identity',
  roles: { clientId: 'the client id', clientSecret: 'one of its secrets' },
  options: {
    host: { kind: 'host', says: 'the host of the organization, such as acme.okta.com' },
    server: {
      kind: 'name',
      pattern: '[A-Za-z0-9]{1,64}',
      example: 'default',
      default: 'default',
      says: 'the id of the authorization server',
    },
    scope: {
      kind: 'name',
      pattern: '[A-Za-z0-9._:-]+(\\+[A-Za-z0-9._:-]+)*',
      example: 'orders.read',
      says: 'a scope that the app may request; join several with +',
    },
  },
  // Not the generic client credentials question: RFC 6749 escapes the dashes of a secret before Basic, but Okta expects them unescaped.
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{host}/oauth2/{server}/v1/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&scope={scope}',
    },
    send: [{ in: 'basic', user: { role: 'clientId' }, passwordRole: 'clientSecret' }],
  },
  requestSource: 'flow',
  rules: [
    { name: 'token', when: { status: 200, body: "type(access_token) == 'string'" }, means: 'alive', source: 'rfc6749' },
    ...tokenRules,
  ],
  paths: { identity: null, environment: null, scopes: 'scope', expires: null },
  scopes: { pattern: '[A-Za-z0-9._:-]+', example: 'orders.read' },
  resets: { header: 'x-rate-limit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 60,
  rotation: { class: 'create_revoke', overlap: 'until the first of the two secrets is deactivated', by: 'tokenwatch' },
  runbook: {
    console: 'https://{host}/admin/apps/active',
    steps: 'Open the app, generate a second secret, and store it. Deactivate the first. If nothing breaks, delete it.',
  },
  traps: ['Okta refuses a third secret, so the old one is deactivated and deleted first'],
  sources: {
    ...tokenSources,
    flow: {
      evidence: 'observed',
      title: 'an example of the client credential flow of Okta, in bash',
      url: 'https://gist.github.com/noinarisak/fe23c02c96f6cc942fb021ca868755c1',
      seen: '2026-11-30',
    },
  },
})
