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
  rules: [
    {
      name: 'scope-missing',
      when: { status: 401, body: "contains(message, 'scope does not match')" },
      means: 'ping_forbidden',
      source: 'scope',
    },
    ...atlassianToken.rules,
  ],
  needRules: [
    {
      name: 'scope-of-need-missing',
      when: { status: 401, body: "contains(message, 'scope does not match')" },
      means: 'under_scoped',
      source: 'scope',
    },
    ...hiddenInJira,
  ],
  sources: {
    ...atlassianToken.sources,
    hidden: hiddenInJiraSource,
    scope: {
      evidence: 'observed',
      title: 'raycast/extensions, issue 11212: the gateway answers 401 to a living token that lacks a scope',
      url: 'https://github.com/raycast/extensions/issues/11212',
      seen: '2026-11-30',
    },
  },
  traps: [
    'a token with scopes works at the gateway, not at the site',
    'a 401 whose scope does not match comes from a living token',
  ],
})
