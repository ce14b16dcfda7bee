import { betterleaksBefore } from '../betterleaks.ts'
import { tokenRules } from '../oauth-token-rules.ts'
import { tokenSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'

/**
 * The client of a Salesforce connected app with the client credentials flow. Its access tokens live only as long as a session, so
 * Tokenwatch watches the client. The ping reads how many daily requests are left, and counts as one of them.
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
  rotation: { class: 'rotate_grace', overlap: 'until the staged secret is applied', by: 'aws' },
  runbook: {
    console: 'https://{domain}.my.salesforce.com/lightning/setup/ConnectedApplication/home',
    steps:
      'Stage a new consumer secret, and store it. Then apply it, which ends the old one. Since Spring 2026 nobody can create a connected app without Salesforce Support: make an external client app instead.',
  },
  trapSources: ['release'],
  traps: [
    'a 403 may mean that the daily requests are spent',
    'invalid_grant from the token endpoint does not prove an invalid secret',
    'invalid_client from the token endpoint means an invalid client',
    'a ping counts as one of the daily requests',
  ],
  sources: {
    limits: {
      evidence: 'documented',
      title: 'Salesforce REST API, limits',
      url: 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm',
      seen: '2026-11-21',
    },
    release: {
      evidence: 'documented',
      title: 'Salesforce help, new connected apps can no longer be created in Spring 2026',
      url: 'https://help.salesforce.com/s/articleView?id=005228017&type=1',
      seen: '2026-11-30',
    },
    betterleaks: betterleaksBefore,
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/salesforceoauth2',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    ...tokenSources,
  },
})
