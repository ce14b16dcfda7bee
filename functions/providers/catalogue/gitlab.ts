import { provider } from '../provider.ts'

/** An access token of GitLab, of a person, a project or a group. All three can read their own record. */
export const gitlab = provider({
  name: 'gitlab',
  title: 'GitLab access token',
  category: 'source control and CI',
  roles: { token: 'the token, glpat-...' },
  options: {
    host: { kind: 'host', default: 'gitlab.com', says: 'the host of GitLab' },
    kind: {
      kind: 'choice',
      of: {
        personal: '-/user_settings/personal_access_tokens',
        project: 'dashboard/projects',
        group: 'dashboard/groups',
      },
      default: 'personal',
      says: 'the owner of the token, which decides the page for a new one',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/v4/personal_access_tokens/self', headers: {}, body: null },
    send: [{ in: 'header', name: 'private-token', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'token',
      when: { status: 200, body: 'active == `true` && revoked == `false`' },
      means: 'alive',
      source: 'api',
    },
    { name: 'revoked', when: { status: 200, body: 'revoked == `true`' }, means: 'revoked', source: 'api' },
    { name: 'inactive', when: { status: 200, body: 'active == `false`' }, means: 'expired', source: 'api' },
    {
      name: 'token-expired',
      when: { status: 401, body: "error == 'invalid_token' && contains(error_description, 'expired')" },
      means: 'expired',
      source: 'guard',
    },
    {
      name: 'token-revoked',
      when: { status: 401, body: "error == 'invalid_token' && contains(error_description, 'revoked')" },
      means: 'revoked',
      source: 'guard',
    },
    {
      name: 'another-proof',
      when: { status: 401, body: "error == 'dpop_error' || error == 'restricted_language_server_client_error'" },
      means: 'unrecognized',
      source: 'guard',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'status' },
    {
      name: 'insufficient-scope',
      when: { status: 403, body: "error == 'insufficient_scope'" },
      means: 'ping_forbidden',
      source: 'guard',
    },
    {
      name: 'blocked',
      when: {
        status: 403,
        body: "contains(message, 'account has been blocked') || contains(message, 'hence blocked')",
      },
      means: 'suspended',
      source: 'denied',
    },
    {
      name: 'deactivated',
      when: { status: 403, body: "contains(message, 'account has been deactivated')" },
      means: 'suspended',
      source: 'denied',
    },
  ],
  needRules: [
    {
      name: 'hidden',
      when: { status: 404, body: "starts_with(message, '404 ') && ends_with(message, ' Not Found')" },
      means: 'under_scoped',
      source: 'hidden',
    },
    {
      name: 'not-permitted',
      when: { status: 401, body: "message == '401 Unauthorized'" },
      means: 'under_scoped',
      source: 'permission',
    },
  ],
  paths: {
    identity: 'user_id',
    environment: null,
    scopes: 'scopes',
    expires: { at: 'expires_at', format: 'date', never: [null] },
  },
  scopes: {
    pattern: '[a-z][a-z0-9_]*',
    example: 'read_api',
    implied: {
      api: ['read_api', 'read_user'],
      write_repository: ['read_repository'],
      write_registry: ['read_registry'],
      write_virtual_registry: ['read_virtual_registry'],
    },
  },
  resets: { header: 'ratelimit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'rotate_dead', overlap: 'none: making the new token ends the old one', by: 'aws' },
  runbook: {
    console: 'https://{host}/{kind}',
    steps:
      'Rotate the token there, and store the new value before anything else. The old token is already invalid. Rotating with it once more revokes the new token too.',
  },
  traps: [
    'the expiry is a day, not a time',
    'a 403 with insufficient_scope means a valid token',
    'a 403 that says blocked means a suspended account',
    'a 401 that asks for a signed request says nothing about the token',
    'a second rotation with the old token revokes the new one',
  ],
  sources: {
    api: {
      evidence: 'documented',
      title: 'GitLab REST API, personal access tokens',
      url: 'https://docs.gitlab.com/api/personal_access_tokens/',
      seen: '2026-11-25',
    },
    status: {
      evidence: 'documented',
      title: 'GitLab REST API, status codes',
      url: 'https://docs.gitlab.com/api/rest/troubleshooting/',
      seen: '2026-11-25',
    },
    hidden: {
      evidence: 'documented',
      title: 'GitLab, issues 20878 and 65271: a project that the token may not see is answered with 404',
      url: 'https://gitlab.com/gitlab-org/gitlab/-/issues/20878',
      seen: '2026-11-30',
    },
    permission: {
      evidence: 'documented',
      title: 'GitLab REST API, status codes: endpoints that answer a missing permission with 401 to a token that works',
      url: 'https://gitlab.com/gitlab-org/gitlab/-/merge_requests/260774',
      seen: '2026-11-30',
    },
    guard: {
      evidence: 'documented',
      title: 'GitLab, the server’s own lib/api/api_guard.rb',
      url: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/api/api_guard.rb',
      seen: '2026-11-30',
    },
    denied: {
      evidence: 'documented',
      title: 'GitLab, the server’s own lib/gitlab/auth/user_access_denied_reason.rb',
      url: 'https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/gitlab/auth/user_access_denied_reason.rb',
      seen: '2026-11-30',
    },
  },
})
