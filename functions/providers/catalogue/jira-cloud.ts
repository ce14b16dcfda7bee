import { provider, type SourcedRule } from '../provider.ts'
import { rfc9110 } from './http.ts'

/** How Atlassian's products refuse: in text, a page or JSON, and mostly with a challenge. */
export const atlassianChallenges = [
  {
    name: 'unauthorized',
    when: { status: 401, header: { name: 'www-authenticate', includes: 'realm' } },
    means: 'rejected',
    source: 'rfc9110',
  },
  {
    name: 'unauthorized-page',
    when: { status: 401, html: true, header: { name: 'www-authenticate', includes: 'realm' } },
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
 * How Atlassian's clouds judge basic authentication. Only what names the account proves that the token was understood: other
 * endpoints answer anybody. A refusal is text, a page or JSON, so it is known by its challenge.
 */
export const atlassianRules: readonly SourcedRule[] = [
  { name: 'account', when: { status: 200, body: "type(accountId) == 'string'" }, means: 'alive', source: 'advice' },
  {
    name: 'anonymous',
    when: { status: 200, body: "type == 'anonymous'" },
    means: 'unrecognized',
    source: 'recalled',
  },
  ...atlassianChallenges,
  { name: 'forbidden', when: { status: 403 }, means: 'ping_forbidden', source: 'rfc9110' },
  { name: 'no-such-site', when: { status: 404, html: true }, means: 'wrong_target', source: 'rfc9110' },
  { name: 'no-such-cloud', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
]

export const atlassianSources = {
  advice: {
    evidence: 'documented',
    title: 'Atlassian, JRACLOUD-93811: a wrong token is answered anonymously, /myself is the way to know',
    url: 'https://jira.atlassian.com/browse/JRACLOUD-93811',
    seen: '2026-11-21',
  },
  recalled: { evidence: 'recalled', title: 'how Confluence spells an anonymous user', seen: '2026-11-25' },
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

export const atlassianRunbook = {
  console: 'https://id.atlassian.com/manage-profile/security/api-tokens',
  steps:
    'Create a token of the same kind and scopes, for at most a year, store it with its date, and revoke the old one.',
} as const

/** An unscoped API token of a person, for Jira Cloud. */
export const jiraCloud = provider({
  name: 'jira-cloud',
  title: 'Jira Cloud API token',
  category: 'business software',
  roles: { email: 'the address of the account', token: 'the API token, without scopes' },
  options: { site: atlassianSite },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}.atlassian.net/rest/api/3/myself', headers: {}, body: null },
    send: [{ in: 'basic', user: { role: 'email' }, passwordRole: 'token' }],
  },
  rules: atlassianRules,
  paths: { identity: 'accountId', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 60,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: atlassianRunbook,
  traps: [
    'other endpoints answer 200 to a wrong token, so only a named account counts',
    'a token lives for a year at most and does not say until when',
    'a token with scopes is refused at the site: it has another address',
  ],
  sources: atlassianSources,
})
