import { tokenRules, tokenSources } from '../oauth-token-rules.ts'
import { provider } from '../provider.ts'

/**
 * The client of a Salesforce connected app with the client credentials flow: the access tokens it mints live as long as a session,
 * so the client is what can be watched. The ping asks what is left of the daily requests, and is one of them.
 */
export const salesforce = provider({
  name: 'salesforce',
  title: 'Salesforce connected app client',
  category: 'business software',
  roles: { clientId: 'the consumer key', clientSecret: 'the consumer secret' },
  options: {
    domain: {
      kind: 'name',
      pattern: '[a-z0-9-]+(\\.sandbox|\\.develop)?',
      example: 'acme--uat.sandbox',
      says: 'the domain of the organization, before .my.salesforce.com',
    },
  },
  question: {
    kind: 'client_credentials',
    tokenUrl: 'https://{domain}.my.salesforce.com/services/oauth2/token',
    scope: null,
    audience: null,
    authentication: 'client_secret_post',
    ping: {
      method: 'GET',
      url: 'https://{domain}.my.salesforce.com/services/data/v62.0/limits',
      headers: {},
      body: null,
    },
  },
  rules: [
    {
      name: 'limits',
      when: { status: 200, body: "type(DailyApiRequests) == 'object'" },
      means: 'alive',
      source: 'limits',
    },
    {
      name: 'requests-spent',
      when: { status: 403, body: "[?errorCode=='REQUEST_LIMIT_EXCEEDED'] | length(@) > `0`" },
      means: 'quota_exhausted',
      source: 'betterleaks',
    },
    {
      name: 'session-invalid',
      when: { status: 401, body: "[?errorCode=='INVALID_SESSION_ID'] | length(@) > `0`" },
      means: 'rejected',
      source: 'betterleaks',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "type(@) == 'array'" },
      means: 'ping_forbidden',
      source: 'rfc9110',
    },
  ],
  tokenRules: [
    {
      name: 'client-id-invalid',
      when: { body: "error == 'invalid_client_id'" },
      means: 'rejected',
      source: 'trufflehog',
    },
    ...tokenRules,
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 300,
  settlesWithinSeconds: 600,
  rotation: { class: 'rotate_grace', overlap: 'while a staged secret is not applied', by: 'aws' },
  runbook: {
    console: 'https://{domain}.my.salesforce.com/lightning/setup/ConnectedApplication/home',
    steps: 'Stage a new consumer secret, store it, and apply it: that ends the old one.',
  },
  traps: [
    'a 403 may be a day whose requests are spent',
    'an invalid_grant of the token endpoint is no proof',
    'a refusal of our client at the token endpoint is about the client',
    'a ping is one of the requests of the day',
  ],
  sources: {
    limits: {
      evidence: 'documented',
      title: 'Salesforce REST API, limits',
      url: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm',
      seen: '2026-11-21',
    },
    betterleaks: {
      evidence: 'code',
      title: 'betterleaks, config/betterleaks.toml',
      url: 'https://github.com/betterleaks/betterleaks',
      seen: '2026-11-21',
    },
    trufflehog: {
      evidence: 'code',
      title: 'trufflehog, pkg/detectors/salesforceoauth2',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    ...tokenSources,
  },
})
