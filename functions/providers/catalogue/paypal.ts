import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** A client of a PayPal app, live or of the sandbox. */
export const paypal = provider({
  name: 'paypal',
  title: 'PayPal app client',
  category: 'payments and commerce',
  roles: { clientId: 'the client id', clientSecret: 'one of its secrets' },
  options: {
    mode: {
      kind: 'choice',
      of: { live: 'api-m.paypal.com', sandbox: 'api-m.sandbox.paypal.com' },
      default: 'live',
      says: 'the environment of the app; each has its own host and clients',
    },
  },
  // Not the generic client credentials question: RFC 6749 escapes the dashes of a client id, but PayPal expects them unescaped.
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{mode}/v1/oauth2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    },
    send: [{ in: 'basic', user: { role: 'clientId' }, passwordRole: 'clientSecret' }],
  },
  requestSource: 'authentication',
  rules: [
    { name: 'token', when: { status: 200, body: "type(access_token) == 'string'" }, means: 'alive', source: 'rfc6749' },
    {
      name: 'invalid-client',
      when: { status: 401, body: "error == 'invalid_client'" },
      means: 'rejected',
      secondCause: {
        cause: 'it belongs to the other environment',
        wayOut: 'correct `mode`, or replace the secret',
        kind: 'setting',
      },
      source: 'rfc6749',
    },
    ...tokenRules.filter(({ name }) => name !== 'invalid-client'),
  ],
  paths: { identity: 'app_id', environment: null, scopes: 'scope', expires: null },
  scopes: { pattern: '\\S+', example: 'https://uri.paypal.com/services/invoicing' },
  cost: 'free',
  minimumSeconds: 300,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the first of the two secrets is disabled', by: 'hand' },
  runbook: {
    console: 'https://developer.paypal.com/dashboard/applications/live',
    steps: 'Open the app, add a second secret, store it, and disable the first when nobody uses it any more.',
  },
  traps: ['the live host refuses a client of the sandbox'],
  sources: {
    ...tokenSources,
    authentication: {
      evidence: 'documented',
      title: 'PayPal REST APIs, authentication',
      url: 'https://developer.paypal.com/api/rest/authentication/',
      seen: '2026-11-30',
    },
  },
})
