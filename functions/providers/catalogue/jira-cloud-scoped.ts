import { provider } from '../provider.ts'
import {
  atlassianCloudId,
  atlassianPlacement,
  atlassianToken,
  hiddenInJira,
  hiddenInJiraSource,
} from '../vendors/atlassian.ts'

/** A scoped API token for Jira Cloud. The address of the site refuses it; the gateway accepts it. */
export const jiraCloudScoped = provider({
  ...atlassianToken,
  name: 'jira-cloud-scoped',
  title: 'Jira Cloud API token with scopes',
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
    send: atlassianPlacement,
  },
  needRules: hiddenInJira,
  sources: { ...atlassianToken.sources, hidden: hiddenInJiraSource },
  traps: ['a token with scopes works at the gateway, not at the site'],
})
