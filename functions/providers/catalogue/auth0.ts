import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/** The client of an Auth0 machine-to-machine application. Each minted token counts against a paid quota. */
export const auth0 = provider({
  name: 'auth0',
  title: 'Auth0 application client secret',
  category: 'identity',
  roles: { clientId: 'the client id', clientSecret: 'the client secret' },
  options: {
    host: { kind: 'host', says: 'the domain of the tenant, such as acme.eu.auth0.com, or its custom domain' },
    audience: {
      kind: 'name',
      pattern: '[A-Za-z][A-Za-z0-9+.:/_~-]*',
      example: 'https://api.acme.example/',
      says: 'the identifier of the API for which Tokenwatch mints tokens',
    },
  },
  question: {
    kind: 'client_credentials',
    tokenUrl: 'https://{host}/oauth/token',
    scope: null,
    audience: '{audience}',
    authentication: 'client_secret_post',
    ping: null,
  },
  requestSource: 'trufflehog',
  rules: [],
  tokenRules: [
    {
      name: 'secret-wrong',
      when: { status: 401, body: "error == 'access_denied' && error_description == 'Unauthorized'" },
      means: 'rejected',
      source: 'trufflehog',
    },
    {
      name: 'audience-not-granted',
      when: { status: 403, body: "error == 'access_denied' || error == 'invalid_grant'" },
      means: 'unrecognized',
      source: 'trufflehog',
    },
    ...tokenRules,
  ],
  paths: { identity: null, environment: null, scopes: 'scope', expires: null },
  scopes: { pattern: '[^\\s,]+', example: 'read:orders' },
  cost: 'billed',
  minimumSeconds: 3_600,
  settlesWithinSeconds: 60,
  rotation: {
    class: 'rotate_grace',
    overlap: 'at most 30 seconds, during which Auth0 may accept either secret',
    by: 'aws',
  },
  runbook: {
    console: 'https://manage.auth0.com/',
    steps:
      'Open the application, rotate its secret, and store the new one at once. Two secrets cannot overlap; two private keys can.',
  },
  traps: [
    'Auth0 may refuse either secret for 30 seconds after a rotation',
    'a 403 may come although the secret is valid',
    'a wrong domain is answered with 404',
    'Auth0 bills minted tokens, so Tokenwatch checks at most once an hour',
  ],
  sources: {
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/auth0oauth',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    ...tokenSources,
  },
})
