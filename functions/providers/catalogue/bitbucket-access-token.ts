import { provider } from '../provider.ts'
import { bitbucketEndpoint, bitbucketScopes } from './bitbucket.ts'

/** An access token of a repository, a project or a workspace of Bitbucket Cloud. It belongs to no user. */
export const bitbucketAccessToken = provider({
  name: 'bitbucket-access-token',
  title: 'Bitbucket Cloud access token of a repository, project or workspace',
  category: 'source control and CI',
  roles: { token: 'the access token, ATCTT...' },
  options: {
    workspace: {
      kind: 'name',
      pattern: '[A-Za-z0-9_][A-Za-z0-9_-]{0,61}',
      example: 'acme',
      says: 'the id of the workspace',
    },
    repository: {
      kind: 'name',
      pattern: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}',
      example: 'shop',
      says: 'a repository that the token may read',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.bitbucket.org/2.0/repositories/{workspace}/{repository}',
      headers: {},
      body: null,
    },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'repository',
      when: { status: 200, body: "type == 'repository' && is_private == `true`" },
      means: 'alive',
      source: 'api',
    },
    {
      name: 'public-repository',
      when: { status: 200, body: "type == 'repository'" },
      means: 'unrecognized',
      source: 'api',
    },
    {
      name: 'expired',
      when: { status: 401, body: "error.message == 'Access token expired.'" },
      means: 'expired',
      source: 'expired',
    },
    {
      name: 'dead-or-not-for-this',
      when: { status: 401, body: "contains(error.message, 'Token is invalid, expired, or not supported')" },
      means: 'rejected',
      secondCause: {
        cause: 'it is of a kind that may not ask this',
        wayOut: 'compare the kind of the token with the profile, or replace it',
        kind: 'setting',
      },
      source: 'endpoint',
    },
    {
      name: 'scope-missing',
      when: { status: 403, body: "type == 'error' && contains(error.message, 'required privilege scopes')" },
      means: 'ping_forbidden',
      source: 'scopes',
    },
    {
      name: 'no-such-repository',
      when: { status: 404, body: "type == 'error'" },
      means: 'wrong_target',
      source: 'api',
    },
  ],
  paths: { identity: null, environment: 'workspace.slug', scopes: { header: 'x-oauth-scopes' }, expires: null },
  expectedEnvironment: '{workspace}',
  scopes: {
    pattern: '[a-z]+(:[a-z-]+){0,2}',
    example: 'repository:write',
    implied: { 'repository:write': ['repository'] },
  },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://bitbucket.org/{workspace}/{repository}/admin/access-tokens',
    steps:
      'Create an access token with the same permissions, store it, and revoke the old one. The answer names no expiry: declare it with expires.',
  },
  traps: [
    'a token of a repository is no user, so it cannot ask for one',
    'a public repository is shown to everybody, so its answer proves nothing',
    'Bitbucket says of a dead token that it may also be unsupported here',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Bitbucket Cloud REST API, repositories, and the access tokens that may ask it',
      url: 'https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/',
      seen: '2026-11-30',
    },
    endpoint: bitbucketEndpoint,
    expired: {
      evidence: 'observed',
      title: 'Atlassian Community: Access token expired.',
      url: 'https://community.atlassian.com/t5/Bitbucket-questions/How-to-create-API-Token/qaq-p/2079608',
      seen: '2026-11-30',
    },
    scopes: bitbucketScopes,
  },
})
