import { provider } from '../provider.ts'

/** A refresh token of Salesforce, with the client that it was given to. It is introspected, and never exchanged. */
export const salesforceRefreshToken = provider({
  name: 'salesforce-refresh-token',
  title: 'Salesforce refresh token',
  category: 'business software',
  roles: { refreshToken: 'the refresh token', clientId: 'the consumer key', clientSecret: 'the consumer secret' },
  options: {
    domain: {
      kind: 'name',
      pattern: '[a-z0-9-]+(\\.sandbox|\\.develop)?',
      example: 'acme--uat.sandbox',
      says: 'the domain of the organization, before .my.salesforce.com',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'POST',
      url: 'https://{domain}.my.salesforce.com/services/oauth2/introspect',
      headers: {},
      body: 'token_type_hint=refresh_token',
    },
    send: [
      { in: 'form', name: 'token', role: 'refreshToken' },
      { in: 'form', name: 'client_id', role: 'clientId' },
      { in: 'form', name: 'client_secret', role: 'clientSecret' },
    ],
  },
  requestSource: 'clients',
  rules: [
    { name: 'active', when: { status: 200, body: 'active == `true`' }, means: 'alive', source: 'rfc7662' },
    { name: 'inactive', when: { status: 200, body: 'active == `false`' }, means: 'rejected', source: 'rfc7662' },
    {
      name: 'client-refused',
      when: { status: [400, 401], body: "error == 'invalid_client' || error == 'invalid_client_id'" },
      means: 'unrecognized',
      source: 'clients',
    },
  ],
  paths: {
    identity: 'username',
    environment: null,
    scopes: 'scope',
    expires: { at: 'exp', format: 'epoch_seconds', never: [0] },
  },
  scopes: { pattern: '[a-z_]+', example: 'api' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: {
    class: 'refresh_static',
    overlap: 'none: Salesforce may also rotate refresh tokens, if the app says so',
    by: 'hand',
  },
  runbook: {
    console: 'https://{domain}.my.salesforce.com/lightning/setup/ConnectedApplication/home',
    steps:
      'First compare the consumer key: a token of another app is called inactive. Let the user authorize the app again, and store the refresh token that Salesforce gives. If refresh tokens rotate, only one consumer may exchange it.',
  },
  federation: {
    offer: 'the JWT bearer flow with a certificate of the app, so that no refresh token is kept',
    source: 'federation',
  },
  traps: [
    'the question introspects the refresh token, and never spends it',
    'a client that is refused says nothing of the token',
  ],
  sources: {
    rfc7662: {
      evidence: 'standard',
      title: 'RFC 7662, OAuth 2.0 Token Introspection',
      url: 'https://www.rfc-editor.org/rfc/rfc7662',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title: 'Automattic/newspack-plugin and others: introspection of a refresh token of Salesforce',
      url: 'https://github.com/Automattic/newspack-plugin',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'Salesforce, OAuth 2.0 JWT bearer flow',
      url: 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm',
    },
  },
})
