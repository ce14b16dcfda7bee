import type { Provider, SourcedRule } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** Refusals of Atlassian's products: text, a page or JSON, mostly with a challenge. After too many failures a login is denied unread. */
export const atlassianChallenges = [
  {
    name: 'login-denied',
    when: { status: [401, 403], header: { name: 'x-seraph-loginreason', includes: 'authentication_denied' } },
    means: 'blocked_from_here',
    source: 'captcha',
  },
  {
    name: 'login-denied-page',
    when: {
      status: [401, 403],
      html: true,
      header: { name: 'x-seraph-loginreason', includes: 'authentication_denied' },
    },
    means: 'blocked_from_here',
    source: 'captcha',
  },
  {
    name: 'unauthorized',
    when: { status: 401, challenge: { parameter: 'realm' } },
    means: 'rejected',
    source: 'rfc9110',
  },
  {
    name: 'unauthorized-page',
    when: { status: 401, html: true, challenge: { scheme: 'oauth', parameter: 'realm' } },
    means: 'rejected',
    source: 'rfc9110',
  },
  {
    name: 'unauthorized-json',
    when: { status: 401, body: "type(@) == 'object'" },
    means: 'rejected',
    source: 'rfc9110',
  },
] as const satisfies readonly SourcedRule[]

/**
 * Rules for basic authentication at Atlassian's clouds. Only an answer that names the account proves the token: other endpoints answer
 * anybody.
 */
const cloudRules: readonly SourcedRule[] = [
  { name: 'account', when: { status: 200, body: "type(accountId) == 'string'" }, means: 'alive', source: 'advice' },
  {
    name: 'anonymous',
    when: { status: 200, body: "type == 'anonymous'" },
    means: 'unrecognized',
    source: 'recalled',
  },
  // Its clouds document the 401 themselves.
  ...atlassianChallenges.map((rule) => (rule.source === 'rfc9110' ? { ...rule, source: 'advice' } : rule)),
  { name: 'no-such-site', when: { status: 404, html: true }, means: 'wrong_target', source: 'rfc9110' },
  { name: 'no-such-cloud', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
]

/** Rule for a need: Jira answers 404 for what the user may not see. */
export const hiddenInJira = [
  {
    name: 'hidden',
    when: { status: 404, body: "type(errorMessages) == 'array'" },
    means: 'under_scoped',
    source: 'hidden',
  },
] as const satisfies readonly SourcedRule[]

export const hiddenInJiraSource = {
  evidence: 'documented',
  title: 'Jira REST API: 404 where a project or an issue is not found, or the user may not view it',
  url: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
  seen: '2026-11-30',
} as const

/** Atlassian's article shows the value, and clients read it from the header. */
export const captchaSource = {
  evidence: 'observed',
  title:
    'JiraPS and ConfluencePS, X-Seraph-LoginReason; Atlassian describes AUTHENTICATION_DENIED for correct credentials',
  url: 'https://confluence.atlassian.com/confkb/authentication_denied-error-when-accessing-confluence-content-via-rest-api-call-966681459.html',
  seen: '2026-11-30',
} as const

const cloudSources = {
  captcha: captchaSource,
  advice: {
    evidence: 'documented',
    title:
      'Atlassian, JRACLOUD-93811: 401 where credentials are incorrect or missing; elsewhere a wrong token is anonymous, so ask /myself',
    url: 'https://jira.atlassian.com/browse/JRACLOUD-93811',
    seen: '2026-11-30',
  },
  recalled: { evidence: 'recalled', title: 'how Confluence names an anonymous user' },
  rfc9110,
} as const

export const atlassianSite = {
  kind: 'name',
  pattern: '[a-z0-9][a-z0-9-]{0,62}',
  example: 'acme',
  says: 'the name of the site, before .atlassian.net',
} as const

export const atlassianCloudId = {
  kind: 'name',
  pattern: '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  example: '11111111-2222-4333-8444-555555555555',
  says: 'the cloud id of the site, as https://<site>.atlassian.net/_edge/tenant_info shows it',
} as const

/** Everything that the API tokens of Atlassian's clouds share. They differ in address, product and traps. */
export const atlassianToken = {
  category: 'business software',
  rules: cloudRules,
  paths: { identity: 'accountId', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://id.atlassian.com/manage-profile/security/api-tokens',
    steps:
      'Create a token of the same kind and scopes, valid for at most a year. Store it with its expiry date, and revoke the old one.',
  },
  sources: cloudSources,
} as const satisfies Partial<Provider>

/** Rules for a site, which refuses a living token that was made with scopes: such a token works at the gateway. */
export const siteRules: readonly SourcedRule[] = cloudRules.map((rule) =>
  rule.means === 'rejected'
    ? {
        ...rule,
        secondCause: {
          cause: 'it was made with scopes, and works at the gateway',
          wayOut: 'use a profile for tokens with scopes, or replace the token',
          kind: 'setting',
          source: 'gateway',
        },
      }
    : rule,
)

export const gatewaySource = {
  evidence: 'observed',
  title: 'atlassian-api/atlassian-python-api, issue 1546: 401 of the site to a living token with scopes',
  url: 'https://github.com/atlassian-api/atlassian-python-api/issues/1546',
  seen: '2026-12-01',
} as const

/** The user and the password of basic authentication. */
export const atlassianPlacement = [{ in: 'basic', user: { role: 'email' }, passwordRole: 'token' }] as const
