import { provider } from '../provider.ts'
import {
  atlassianPlacement,
  atlassianSite,
  atlassianToken,
  gatewaySource,
  hiddenInJira,
  hiddenInJiraSource,
  siteRules,
} from '../vendors/atlassian.ts'

/** An unscoped API token of a person, for Jira Cloud. */
export const jiraCloud = provider({
  ...atlassianToken,
  name: 'jira-cloud',
  title: 'Jira Cloud API token',
  roles: { email: 'the address of the account', token: 'the API token, without scopes' },
  options: { site: atlassianSite },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}.atlassian.net/rest/api/3/myself', headers: {}, body: null },
    send: atlassianPlacement,
  },
  rules: siteRules,
  needRules: hiddenInJira,
  sources: { ...atlassianToken.sources, hidden: hiddenInJiraSource, gateway: gatewaySource },
  traps: [
    'other endpoints answer 200 to a wrong token, so only a named account counts',
    'a token lives for at most a year, but no answer names its expiry',
    'the site refuses a token with scopes, which has another address',
  ],
})
