import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A personal access token of Azure DevOps. */
export const azureDevops = provider({
  name: 'azure-devops',
  title: 'Azure DevOps personal access token',
  category: 'source control and CI',
  roles: { token: 'the token' },
  options: {
    organization: {
      kind: 'name',
      pattern: '[A-Za-z0-9][A-Za-z0-9-]{0,48}[A-Za-z0-9]?',
      example: 'acme',
      says: 'the organization, as in dev.azure.com/acme',
    },
    reach: {
      kind: 'choice',
      of: { organization: 'organization', all: 'all' },
      default: 'organization',
      says: 'whether the token is for one organization or for all that its owner can reach',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://dev.azure.com/{organization}/_apis/projects?$top=1&api-version=7.1',
      headers: {},
      body: null,
    },
    send: [{ in: 'basic', user: { literal: '' }, passwordRole: 'token' }],
  },
  rules: [
    {
      name: 'projects',
      when: { status: 200, body: "type(value) == 'array' && type(count) == 'number'" },
      means: 'alive',
      source: 'api',
    },
    { name: 'sign-in-page', when: { status: 203, html: true }, means: 'unrecognized', source: 'recalled' },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
    { name: 'no-such-organization', when: { status: 404 }, means: 'wrong_target', source: 'recalled' },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://dev.azure.com/{organization}/_usersSettings/tokens',
    steps:
      'Create a token with the same scopes, store it, and revoke the old one when nobody uses it any more. A token lives for at most a year: declare its expiry with expires.',
  },
  sunsets: [
    {
      what: 'Personal access tokens for all organizations',
      whom: 'everybody',
      on: '2026-12-01',
      when: ['reach', 'all'],
      source: 'retirement',
    },
  ],
  traps: [
    'tokens for all organizations end on 2026-12-01',
    'a 203 with a sign-in page is not a success',
    'a redirect to a sign-in page is not followed',
  ],
  sources: {
    retirement: {
      evidence: 'documented',
      title: 'Azure DevOps, retirement of global personal access tokens',
      url: 'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
      seen: '2026-11-26',
    },
    api: {
      evidence: 'documented',
      title: 'Azure DevOps REST API, list projects',
      url: 'https://learn.microsoft.com/en-us/rest/api/azure/devops/core/projects/list',
      seen: '2026-11-21',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a token that is not understood gets the page to sign in; a missing organization gets 404',
    },
    rfc9110,
  },
})
