import { provider } from '../provider.ts'

/** The words of a living token that lacks scopes. */
export const bitbucketScopes = {
  evidence: 'documented',
  title: 'Atlassian Community, the Bitbucket team on the refusal of a token that lacks scopes',
  url: 'https://community.atlassian.com/forums/Bitbucket-questions/Using-APi-Tokens-for-repo-cloning/qaa-p/3129221',
  seen: '2026-11-30',
} as const

/** The refusal of a bearer token, by a dead one and by one that has no place here. */
export const bitbucketEndpoint = {
  evidence: 'observed',
  title: 'Atlassian developer community: Token is invalid, expired, or not supported for this endpoint',
  url: 'https://community.developer.atlassian.com/t/api-tokens-at-account-level-not-working/94071',
  seen: '2026-11-30',
} as const

/** An API token of Bitbucket Cloud. It is sent with the email address of its Atlassian account. */
export const bitbucket = provider({
  name: 'bitbucket',
  title: 'Bitbucket Cloud API token',
  category: 'source control and CI',
  roles: { token: 'the API token, ATATT...' },
  options: {
    email: {
      kind: 'name',
      pattern: '[^\\s:@{}]+@[^\\s:@{}]+',
      example: 'bot@acme.example',
      says: 'the email address of the Atlassian account',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.bitbucket.org/2.0/user', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{email}' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(uuid) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'not-for-this-endpoint',
      when: { status: 401, body: "contains(error.message, 'not supported for this endpoint')" },
      means: 'unrecognized',
      source: 'endpoint',
    },
    {
      name: 'incorrect-credentials',
      when: { status: 401 },
      means: 'rejected',
      secondCause: {
        cause: 'it was made without scopes',
        wayOut: 'look at its scopes, or replace the token',
        kind: 'setting',
      },
      source: 'article',
    },
    {
      name: 'no-account-scope',
      when: { status: 403, body: "type == 'error' && contains(error.message, 'required privilege scopes')" },
      means: 'ping_forbidden',
      source: 'scopes',
    },
  ],
  paths: { identity: 'account_id || uuid', environment: null, scopes: { header: 'x-oauth-scopes' }, expires: null },
  scopes: { pattern: '[a-z]+(:[a-z-]+){0,2}', example: 'read:repository:bitbucket' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://id.atlassian.com/manage-profile/security/api-tokens',
    steps:
      'First see if the token was made with scopes for Bitbucket: one without is refused like a dead one. Create an API token with scopes for Bitbucket, store it, and revoke the old one when nobody uses it any more. A token lives for at most a year: declare its expiry with expires.',
  },
  traps: [
    'Bitbucket has refused app passwords since June 2026',
    'a 403 means a valid token without the account scope',
    'the user is the email address, not the user name',
    'a token that was made without scopes is answered with 401, like a dead one',
    'an access token of a repository, a project or a workspace has no user: check it with bitbucketAccessToken',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Bitbucket Cloud REST API, get current user',
      url: 'https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/#api-user-get',
      seen: '2026-11-26',
    },
    article: {
      evidence: 'documented',
      title: 'Atlassian support, 401 from the Bitbucket Cloud REST API',
      url: 'https://support.atlassian.com/bitbucket-cloud/kb/getting-401-http-error-while-authenticating-to-bitbucket-cloud-rest-apis',
      seen: '2026-11-25',
    },
    endpoint: bitbucketEndpoint,
    scopes: bitbucketScopes,
  },
})
