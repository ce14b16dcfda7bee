import { provider } from '../provider.ts'
import { atlassianPlacement, atlassianSite, atlassianToken, gatewaySource, siteRules } from '../vendors/atlassian.ts'

/** An unscoped API token of a person, for Confluence Cloud. */
export const confluenceCloud = provider({
  ...atlassianToken,
  name: 'confluence-cloud',
  title: 'Confluence Cloud API token',
  roles: { email: 'the address of the account', token: 'the API token, without scopes' },
  options: { site: atlassianSite },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{site}.atlassian.net/wiki/rest/api/user/current', headers: {}, body: null },
    send: atlassianPlacement,
  },
  rules: siteRules,
  sources: { ...atlassianToken.sources, gateway: gatewaySource },
  traps: ['a public wiki answers 200 to anybody, as an anonymous user'],
})
