import { type ProviderOption, provider, type Source, type SourcedRule } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'
import { atlassianChallenges, captchaSource } from '../vendors/atlassian.ts'

/** Refusals of a self-hosted Atlassian product: a challenge or JSON, and a captcha after too many failures. */
export const dataCenterRefusals = [
  ...atlassianChallenges,
  {
    name: 'captcha-page',
    when: {
      status: 403,
      html: true,
      header: { name: 'x-authentication-denied-reason', includes: 'captcha' },
    },
    means: 'blocked_from_here',
    source: 'captcha',
  },
  {
    name: 'captcha',
    when: { status: 403, header: { name: 'x-authentication-denied-reason', includes: 'captcha' } },
    means: 'blocked_from_here',
    source: 'captcha',
  },
  { name: 'no-such-page', when: { status: 404, html: true }, means: 'wrong_target', source: 'rfc9110' },
] as const satisfies readonly SourcedRule[]

/** Path of the product, if it is not at the root of its host. */
export const dataCenterContext = {
  kind: 'name',
  pattern: '(/[A-Za-z0-9._-]*[A-Za-z0-9])*',
  example: '/jira',
  default: '',
  says: 'its path, if it is not at the root of the host',
} as const satisfies ProviderOption

export const dataCenterSources = {
  captcha: captchaSource,
  rfc9110,
} as const satisfies Record<string, Source>

/** A personal access token of a self-hosted Jira. */
export const jiraDataCenter = provider({
  name: 'jira-data-center',
  title: 'Jira Data Center personal access token',
  category: 'business software',
  roles: { token: 'the token' },
  options: {
    host: { kind: 'host', says: 'the host of Jira' },
    context: dataCenterContext,
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}{context}/rest/api/2/myself', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(name) == 'string'" }, means: 'alive', source: 'api' },
    ...dataCenterRefusals.map((rule) =>
      rule.source === 'rfc9110' && rule.means === 'rejected' ? { ...rule, source: 'article' } : rule,
    ),
  ],
  paths: { identity: 'name', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console:
      'https://{host}{context}/secure/ViewProfile.jspa?selectedTab=com.atlassian.pats.pats-plugin:jira-user-personal-access-tokens',
    steps: 'Create a token with an expiry date. Store it with that date, and revoke the old one.',
  },
  traps: ['a sign-in page is not an answer', 'a captcha after too many failures does not mean an invalid token'],
  sources: {
    api: {
      evidence: 'documented',
      title: 'Jira Data Center REST API, myself',
      url: 'https://developer.atlassian.com/server/jira/platform/rest/v10000/api-group-myself/',
      seen: '2026-11-21',
    },
    article: {
      evidence: 'documented',
      title:
        'Atlassian support, 401 from Jira: the credentials are wrong, or the personal access token changed or expired',
      url: 'https://support.atlassian.com/jira-align/kb/401-unauthorized-error-jira-align-jira-connector/',
      seen: '2026-11-30',
    },
    ...dataCenterSources,
  },
})
