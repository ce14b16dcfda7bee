import { provider } from '../provider.ts'

/** A deploy token of a project or group of GitLab. It is no user, so the API for personal tokens refuses it although it lives. */
export const gitlabDeployToken = provider({
  name: 'gitlab-deploy-token',
  title: 'GitLab deploy token',
  category: 'source control and CI',
  roles: { token: 'the deploy token, gldt-...' },
  options: {
    host: { kind: 'host', default: 'gitlab.com', says: 'the host of GitLab' },
    username: {
      kind: 'name',
      pattern: '[A-Za-z0-9+_.-]{1,255}',
      example: 'gitlab+deploy-token-1',
      says: 'the user name of the deploy token',
    },
    project: {
      kind: 'name',
      pattern: '[A-Za-z0-9_][A-Za-z0-9_./-]{0,254}',
      example: 'acme/shop',
      says: 'the path of a project that the token may read',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/jwt/auth?service=container_registry&scope=repository:{project}:pull',
      headers: {},
      body: null,
    },
    send: [{ in: 'basic', user: { literal: '{username}' }, passwordRole: 'token' }],
  },
  rules: [
    { name: 'token-issued', when: { status: 200, body: "type(token) == 'string'" }, means: 'alive', source: 'server' },
    {
      name: 'access-denied',
      when: { status: 401, body: "length(errors[?contains(message, 'HTTP Basic: Access denied')]) > `0`" },
      means: 'rejected',
      source: 'clients',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  failuresCount: true,
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/{project}/-/settings/repository',
    steps:
      'First compare the user name of the check: a wrong one is refused like a dead token. Open the deploy tokens there. Create one with the same scopes, store it with its expiry, and revoke the old one when nobody uses it any more.',
  },
  federation: {
    offer: 'ID tokens of GitLab CI/CD at whatever trusts GitLab, and the job token inside of GitLab',
    source: 'federation',
  },
  traps: [
    'a deploy token is asked at the registry, since no API answers it with its own record',
    'a 403 without words proves nothing',
    'failed logins count against the address, so no broken token is sent on purpose',
  ],
  sources: {
    server: {
      evidence: 'documented',
      title:
        'GitLab, the server’s own app/controllers/jwt_controller.rb: a token for whoever authenticates, a refusal for who does not',
      url: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/controllers/jwt_controller.rb',
      seen: '2026-11-30',
    },
    clients: {
      evidence: 'observed',
      title: 'Dokploy/dokploy, issue 1681, and others: HTTP Basic: Access denied',
      url: 'https://github.com/Dokploy/dokploy/issues/1681',
      seen: '2026-11-30',
    },
    federation: {
      evidence: 'recalled',
      title: 'GitLab, ID token authentication',
      url: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/',
    },
  },
})
