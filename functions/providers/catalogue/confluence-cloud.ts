import { provider } from '../provider.ts'
import { atlassianRules, atlassianRunbook, atlassianSite, atlassianSources } from './jira-cloud.ts'

/** An unscoped API token of a person, for Confluence Cloud. */
export const confluenceCloud = provider({
  name: 'confluence-cloud',
  title: 'Confluence Cloud API token',
  category: 'business software',
  roles: { email: 'the address of the account', token: 'the API token, without scopes' },
  options: { site: atlassianSite },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}.atlassian.net/wiki/rest/api/user/current', headers: {}, body: null },
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
  traps: ['an open wiki answers 200 to anybody, as an anonymous user'],
  sources: atlassianSources,
})
