import { provider } from '../provider.ts'
import { dataCenterContext, dataCenterRefusals, dataCenterSources } from './jira-data-center.ts'

/** A personal access token of a self-hosted Confluence. */
export const confluenceDataCenter = provider({
  name: 'confluence-data-center',
  title: 'Confluence Data Center personal access token',
  category: 'business software',
  roles: { token: 'the token' },
  options: { host: { kind: 'host', says: 'the host of Confluence' }, context: dataCenterContext },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}{context}/rest/api/user/current', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'user',
      when: { status: 200, body: "type == 'known' && type(username) == 'string'" },
      means: 'alive',
      source: 'clients',
    },
    { name: 'anonymous', when: { status: 200, body: "type == 'anonymous'" }, means: 'unrecognized', source: 'clients' },
    ...dataCenterRefusals,
  ],
  paths: { identity: 'username', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  failuresCount: true,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{host}{context}/plugins/personalaccesstokens/usertokens.action',
    steps: 'Create a token with an expiry date. Store it with that date, and revoke the old one.',
  },
  traps: [
    'a public wiki answers 200 to anybody, as an anonymous user',
    'a captcha after too many failures does not mean an invalid token',
  ],
  sources: {
    clients: {
      evidence: 'observed',
      title: 'what clients of Confluence read of the current user',
      url: 'https://github.com/line/conflr',
      seen: '2026-11-26',
    },
    ...dataCenterSources,
  },
})
