import { provider } from '../provider.ts'
import { atlassianCloudId, atlassianRules, atlassianRunbook, atlassianSources } from './jira-cloud.ts'

/** A scoped API token for Jira Cloud. It is refused at the address of its site and taken at the gateway. */
export const jiraCloudScoped = provider({
  name: 'jira-cloud-scoped',
  title: 'Jira Cloud API token with scopes',
  category: 'business software',
  roles: { email: 'the address of the account', token: 'the API token with scopes' },
  options: { cloudId: atlassianCloudId },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://api.atlassian.com/ex/jira/{cloudId}/rest/api/3/myself',
      headers: {},
      body: null,
    },
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
  traps: ['a token with scopes works at the gateway and not at the site'],
  sources: atlassianSources,
})
