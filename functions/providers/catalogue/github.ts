import type { Question } from '../../core/model/question.ts'
import { type Provider, type ProviderOption, provider, type Source, type SourcedRule } from '../provider.ts'

/** Where GitHub's own API is, or that of a company that has one to itself. */
export const apiHost = {
  kind: 'host',
  default: 'api.github.com',
  says: 'the API host: api.github.com, or that of a GitHub Enterprise Cloud with data residency',
} as const satisfies ProviderOption

/** Any personal access token may ask whose it is. */
export const whoseItIs = {
  kind: 'request',
  ping: {
    method: 'GET',
    url: 'https://{host}/user',
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    body: null,
  },
  send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
} as const satisfies Question

/** What every API of GitHub answers to a token that it does not know. */
export const badCredentials = {
  name: 'bad-credentials',
  when: { status: 401, body: "message == 'Bad credentials'" },
  means: 'rejected',
  source: 'trouble',
} as const satisfies SourcedRule

/** A 403 that is none: no requests are left, or too many came at once. */
export const limitRules = [
  {
    name: 'primary-limit',
    when: { status: 403, header: { name: 'x-ratelimit-remaining', is: '0' } },
    means: 'rate_limited',
    source: 'limits',
  },
  {
    name: 'secondary-limit',
    when: { status: 403, body: "contains(message, 'secondary rate limit')" },
    means: 'rate_limited',
    source: 'limits',
  },
  {
    name: 'waiting',
    when: { status: 403, header: { name: 'retry-after', includes: '' } },
    means: 'rate_limited',
    source: 'limits',
  },
] as const satisfies readonly SourcedRule[]

/** What the answer means, whatever the kind of the token. */
export const userRules = [
  { name: 'user', when: { status: 200, body: "type(login) == 'string'" }, means: 'alive', source: 'docs' },
  badCredentials,
  ...limitRules,
  { name: 'forbidden', when: { status: 403 }, means: 'ping_forbidden', source: 'trouble' },
] as const satisfies readonly SourcedRule[]

export const userSources = {
  docs: {
    evidence: 'documented',
    title: 'GitHub REST API, get the authenticated user',
    url: 'https://docs.github.com/en/rest/users/users#get-the-authenticated-user',
    seen: '2026-11-21',
  },
  trouble: {
    evidence: 'documented',
    title: 'GitHub REST API, troubleshooting',
    url: 'https://docs.github.com/en/rest/overview/troubleshooting',
    seen: '2026-11-21',
  },
  limits: {
    evidence: 'documented',
    title: 'GitHub REST API, rate limits',
    url: 'https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api',
    seen: '2026-11-21',
  },
} as const satisfies Record<string, Source>

/** Five thousand requests an hour are everybody's. */
export const hourlyLimits = {
  credential: { calls: 5_000, perSeconds: 3_600, source: 'limits' },
} as const satisfies Provider['limits']

/** A personal access token (classic) of GitHub, the kind that names its scopes. */
export const github = provider({
  name: 'github',
  title: 'GitHub personal access token (classic)',
  category: 'source control and CI',
  roles: { token: 'the token, ghp_...' },
  options: { host: apiHost },
  question: whoseItIs,
  rules: userRules,
  paths: {
    identity: 'login',
    environment: null,
    scopes: { header: 'x-oauth-scopes' },
    expires: { at: { header: 'github-authentication-token-expiration' }, format: 'text' },
  },
  scopes: {
    pattern: '[a-z_]+(:[a-z_]+)?',
    example: 'repo',
    implied: {
      repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
      'admin:org': ['write:org', 'manage_runners:org'],
      'write:org': ['read:org'],
      'admin:public_key': ['write:public_key'],
      'write:public_key': ['read:public_key'],
      'admin:repo_hook': ['write:repo_hook'],
      'write:repo_hook': ['read:repo_hook'],
      user: ['read:user', 'user:email', 'user:follow'],
      'write:packages': ['read:packages'],
      'admin:gpg_key': ['write:gpg_key'],
      'write:gpg_key': ['read:gpg_key'],
      project: ['read:project'],
    },
  },
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  limits: hourlyLimits,
  settlesWithinSeconds: 0,
  idleSeconds: 31_536_000,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://github.com/settings/tokens',
    steps:
      'Regenerate the token, or make a second one with the same scopes and delete the first when nobody uses it any more.',
  },
  traps: [
    'a 403 with no requests left is a rate limit, not a refusal',
    'the end is written in two ways, with a zone by name or by hours',
    'a secondary limit shows in its message alone',
    'the reset is a moment, not a number of seconds',
    'a year without a use kills the token, and a ping is a use',
  ],
  sources: userSources,
})
