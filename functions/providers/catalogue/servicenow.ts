import { provider } from '../provider.ts'

/** A user of a ServiceNow instance with a password, as integrations use it. */
export const servicenow = provider({
  name: 'servicenow',
  title: 'ServiceNow integration user',
  category: 'business software',
  roles: { password: 'the password of the user' },
  options: {
    instance: {
      kind: 'name',
      pattern: '[a-z0-9][a-z0-9-]{0,62}',
      example: 'acme',
      says: 'the name of the instance, before .service-now.com',
    },
    username: { kind: 'name', pattern: '[A-Za-z0-9._@-]{1,80}', example: 'svc.deploy', says: 'the user name' },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{instance}.service-now.com/api/now/table/sys_user?sysparm_query=user_name={username}&sysparm_fields=user_name&sysparm_limit=1',
      headers: {},
      body: null,
    },
    send: [{ in: 'basic', user: { literal: '{username}' }, passwordRole: 'password' }],
  },
  rules: [
    {
      name: 'user',
      when: { status: 200, body: "type(result[0].user_name) == 'string'" },
      means: 'alive',
      source: 'clients',
    },
    {
      name: 'not-authenticated',
      when: {
        status: 401,
        body: "error.message == 'User Not Authenticated' || error.message == 'User is not authenticated'",
      },
      means: 'rejected',
      secondCause: {
        cause: 'the user is locked, or the instance no longer lets it use basic authentication',
        wayOut: 'look at the user and at Basic Auth Restriction there',
        kind: 'changing',
        source: 'restriction',
      },
      source: 'clients',
    },
  ],
  paths: { identity: 'result[0].user_name', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none: setting the new password ends the old one', by: 'hand' },
  runbook: {
    console: 'https://{instance}.service-now.com/sys_user_list.do',
    steps:
      'First see if the user is locked or inactive: the answer is the same. Set another password, store it, and sign in once.',
  },
  federation: { offer: 'OAuth with JWT bearer tokens and inbound OIDC providers', source: 'federation' },
  trapSources: ['wording'],
  traps: [
    'an instance that restricts basic authentication refuses a living user in the same words',
    'a locked user is refused like a wrong password, so no broken password is sent',
    'a user who may not read the own record gets an empty list, which proves nothing: let the user read it',
  ],
  sources: {
    clients: {
      evidence: 'observed',
      title: 'panoramicdata/ServiceNow.Api, issue 16: User Not Authenticated, Required to provide Auth information',
      url: 'https://github.com/panoramicdata/ServiceNow.Api/issues/16',
      seen: '2026-11-30',
    },
    restriction: {
      evidence: 'observed',
      title:
        'Okta support, ServiceNow error 401: right credentials were refused so, since a policy blocked basic authentication',
      url: 'https://support.okta.com/help/s/article/servicenow-ud-provisioning-error-401-user-not-authenticated-required-to-provide-auth-information',
      seen: '2026-12-01',
    },
    wording: {
      evidence: 'observed',
      title: 'vdesabou/kafka-docker-playground, issue 8670: User is not authenticated, with the same detail',
      url: 'https://github.com/vdesabou/kafka-docker-playground/issues/8670',
      seen: '2026-12-01',
    },
    federation: {
      evidence: 'recalled',
      title: 'ServiceNow, OAuth inbound and OIDC',
      url: 'https://www.servicenow.com/docs/bundle/zurich-platform-security/page/administer/security/concept/c_OAuthApplications.html',
    },
  },
})
