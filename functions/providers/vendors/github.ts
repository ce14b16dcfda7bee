import type { Question } from '../../core/model/question.ts'
import type { Provider, ProviderOption, Source, SourcedRule } from '../provider.ts'
import { githubVersion, githubVersionSource } from './github-version.ts'

/** The host of GitHub's API, or the dedicated host of a company. */
const apiHost = {
  kind: 'host',
  default: 'api.github.com',
  says: 'the API host: api.github.com, or that of a GitHub Enterprise Cloud with data residency',
} as const satisfies ProviderOption

/** Request for the user of the token, which every personal access token may send. */
const askForUser = {
  kind: 'request',
  ping: {
    method: 'GET',
    url: 'https://{host}/user',
    headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    body: null,
  },
  send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
} as const satisfies Question

/** The answer of every API of GitHub to an unknown token. */
export const badCredentials = {
  name: 'bad-credentials',
  when: { status: 401, body: "message == 'Bad credentials'" },
  means: 'rejected',
  source: 'trouble',
} as const satisfies SourcedRule

/** Rate limits that GitHub answers with 403: no requests are left, or too many came at once. */
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

/** Refusals with 403 that GitHub and its own client tell apart by their words. Any other 403 proves nothing. */
export const forbiddenRules = [
  {
    name: 'account-suspended',
    when: { status: 403, body: "contains(message, 'account was suspended')" },
    means: 'suspended',
    source: 'octokit',
  },
  {
    name: 'login-attempts',
    when: { status: 403, body: "contains(message, 'login attempts exceeded')" },
    means: 'rate_limited',
    source: 'octokit',
  },
  {
    name: 'address-not-allowed',
    when: { status: 403, body: "contains(message, 'IP allow list')" },
    means: 'blocked_from_here',
    source: 'allow-list',
  },
  {
    name: 'sign-on-needed',
    when: { status: 403, header: { name: 'x-github-sso', includes: 'https://' } },
    means: 'blocked_from_here',
    source: 'sign-on',
  },
  {
    name: 'saml-enforced',
    when: { status: 403, body: "contains(message, 'organization SAML enforcement')" },
    means: 'blocked_from_here',
    source: 'octokit',
  },
  {
    name: 'not-accessible',
    when: { status: 403, body: "contains(message, 'Resource not accessible by')" },
    means: 'ping_forbidden',
    source: 'trouble',
  },
] as const satisfies readonly SourcedRule[]

/** Rule for a need: GitHub answers 404 for a private resource that the token may not see, so that nobody learns that it exists. */
export const hiddenRules = [
  { name: 'hidden', when: { status: 404, body: "message == 'Not Found'" }, means: 'under_scoped', source: 'trouble' },
] as const satisfies readonly SourcedRule[]

/** Rules for the answer with the user, for both kinds of tokens. */
const userRules = [
  { name: 'user', when: { status: 200, body: "type(login) == 'string'" }, means: 'alive', source: 'docs' },
  badCredentials,
  ...limitRules,
  ...forbiddenRules,
] as const satisfies readonly SourcedRule[]

/** Sources of `forbiddenRules`. */
export const forbiddenSources = {
  octokit: {
    evidence: 'documented',
    title: 'octokit.rb, the official client: the sentences of its kinds of 403',
    url: 'https://github.com/octokit/octokit.rb/blob/main/lib/octokit/error.rb',
    seen: '2026-11-30',
  },
  'allow-list': {
    evidence: 'observed',
    title: 'aquasecurity/trivy, issue 10567: 403 to a valid token, since the organization has an IP allow list enabled',
    url: 'https://github.com/aquasecurity/trivy/issues/10567',
    seen: '2026-12-01',
  },
  'sign-on': {
    evidence: 'documented',
    title:
      'GitHub REST API, authentication: a 403 whose header X-GitHub-SSO has the address at which to authorize the token',
    url: 'https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api',
    seen: '2026-11-30',
  },
} as const satisfies Record<string, Source>

export const githubSources = {
  ...forbiddenSources,
  docs: {
    evidence: 'documented',
    title: 'GitHub REST API, get the authenticated user',
    url: 'https://docs.github.com/en/rest/users/users#get-the-authenticated-user',
    seen: '2026-11-21',
  },
  trouble: {
    evidence: 'documented',
    title: 'GitHub REST API, troubleshooting',
    url: 'https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api',
    seen: '2026-11-30',
  },
  limits: {
    evidence: 'documented',
    title: 'GitHub REST API, rate limits',
    url: 'https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api',
    seen: '2026-11-21',
  },
} as const satisfies Record<string, Source>

/** Five thousand requests an hour, for every user. */
export const hourlyLimits = {
  credential: { calls: 5_000, perSeconds: 3_600, source: 'limits' },
} as const satisfies Provider['limits']

/** Everything that classic and fine-grained personal access tokens share. They differ in scopes and in where they are made. */
export const githubPersonalToken = {
  category: 'source control and CI',
  options: { host: apiHost },
  question: askForUser,
  version: githubVersion,
  rules: userRules,
  needRules: hiddenRules,
  resets: { header: 'x-ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  limits: hourlyLimits,
  settlesWithinSeconds: 0,
  idleSeconds: 31_536_000,
  failuresCount: true,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  sources: { ...githubSources, ...githubVersionSource },
} as const satisfies Partial<Provider>

/** Traps of both kinds. */
export const githubPersonalTraps = [
  'after too many failed logins GitHub refuses good tokens of the user too, so no broken token is sent on purpose',
  'an organization may allow a living token only from its addresses',
  'an organization may want a single sign-on for a living token',
] as const

/** Both kinds name their expiry in a header. */
export const githubPersonalPaths = {
  identity: 'login',
  environment: null,
  scopes: null,
  expires: { at: { header: 'github-authentication-token-expiration' }, format: 'text' },
} as const satisfies Provider['paths']
