import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API token of a Zendesk account, which acts for one of its agents. */
export const zendesk = provider({
  name: 'zendesk',
  title: 'Zendesk API token',
  category: 'business software',
  roles: { token: 'the API token' },
  options: {
    subdomain: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9-]{0,62}',
      example: 'acme',
      says: 'the name of the account, before .zendesk.com',
    },
    email: {
      kind: 'name',
      pattern: '[^\\s:/@]+@[^\\s:/@]+',
      example: 'bot@acme.example',
      says: 'the email address of the agent for whom the token acts',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{subdomain}.zendesk.com/api/v2/users/me.json', headers: {}, body: null },
    send: [{ in: 'basic', user: { literal: '{email}/token' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(user.id) == 'number'" }, means: 'alive', source: 'docs' },
    { name: 'anonymous', when: { status: 200, body: 'user.id == `null`' }, means: 'unrecognized', source: 'recalled' },
    { name: 'unauthorized', when: { status: 401, body: "type(@) == 'object'" }, means: 'rejected', source: 'rfc9110' },
    { name: 'no-such-account-page', when: { status: 404, html: true }, means: 'wrong_target', source: 'trufflehog' },
    { name: 'no-such-account', when: { status: 404 }, means: 'wrong_target', source: 'trufflehog' },
  ],
  paths: { identity: 'user.email', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'manual', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{subdomain}.zendesk.com/admin/apps-integrations/apis/api-tokens',
    steps:
      'No new token can be made since 2026-10-27, and every token ends on 2027-04-30. Activate one again within 60 days if it was idle for 30. Move to an OAuth client with the client credentials grant, which oauthClientCredentials checks.',
  },
  idleSeconds: 2_592_000,
  sunsets: [
    { what: 'API tokens', whom: 'every account', on: '2027-04-30', source: 'migration' },
    { what: 'New API tokens', whom: 'every account', on: '2026-10-27', source: 'migration' },
  ],
  traps: [
    'an anonymous caller is answered with 200 too',
    'a 404 means an unknown subdomain, not an invalid token',
    'API tokens end on 2027-04-30, and an idle one is deactivated after 30 days',
  ],
  sources: {
    docs: {
      evidence: 'documented',
      title: 'Zendesk API reference, users: show self, which anonymous users may ask too',
      url: 'https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self',
      seen: '2026-11-26',
    },
    migration: {
      evidence: 'documented',
      title: 'Zendesk, migrating from API tokens to OAuth access tokens: the timeline',
      url: 'https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/',
      seen: '2026-11-30',
    },
    trufflehog: {
      evidence: 'observed',
      title: 'trufflehog, pkg/detectors/zendeskapi',
      url: 'https://github.com/trufflesecurity/trufflehog',
      seen: '2026-08-21',
    },
    recalled: { evidence: 'recalled', title: 'the anonymous user of users/me' },
    rfc9110,
  },
})
