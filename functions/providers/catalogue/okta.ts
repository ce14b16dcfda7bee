import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** An API token of an Okta organization. It has the permissions of its creator, and expires after a month without use. A ping is a use. */
export const okta = provider({
  name: 'okta',
  title: 'Okta API token',
  category: 'identity',
  roles: { token: 'the token, 00...' },
  options: { host: { kind: 'host', says: 'the host of the organization, such as acme.okta.com' } },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/v1/users/me', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'SSWS ', role: 'token' }],
  },
  rules: [
    { name: 'user', when: { status: 200, body: "type(id) == 'string'" }, means: 'alive', source: 'spec' },
    {
      name: 'invalid-token',
      when: { status: 401, body: "errorCode == 'E0000011'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'unauthorized',
      when: { status: 401, body: "type(errorCode) == 'string'" },
      means: 'rejected',
      source: 'rfc9110',
    },
    {
      name: 'zone',
      when: { status: 403, body: "contains(errorSummary, 'network zone')" },
      means: 'blocked_from_here',
      source: 'recalled',
    },
    {
      name: 'forbidden',
      when: { status: 403, body: "errorCode == 'E0000006'" },
      means: 'ping_forbidden',
      source: 'codes',
    },
  ],
  paths: { identity: 'profile.login', environment: null, scopes: null, expires: null },
  scopes: null,
  resets: { header: 'x-rate-limit-reset', format: 'epoch_seconds' },
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  idleSeconds: 2_592_000,
  rotation: { class: 'manual', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://{host}/admin/access/api/tokens',
    steps: 'Sign in as the account for which the token acts. Create a token, store it, and revoke the old one.',
  },
  traps: [
    'a token expires after 30 days without use, and a ping counts as a use',
    'the word before the token is SSWS',
    'a refusal for the network zone says nothing about the token',
    'the token ends with the account that made it',
  ],
  sources: {
    codes: {
      evidence: 'documented',
      title: 'Okta, error codes: E0000006 is a missing permission',
      url: 'https://developer.okta.com/docs/reference/error-codes/',
      seen: '2026-11-30',
    },
    spec: {
      evidence: 'documented',
      title: 'Okta OpenAPI specification, users and API tokens',
      url: 'https://github.com/okta/okta-management-openapi-spec',
      seen: '2026-11-21',
    },
    recalled: { evidence: 'recalled', title: 'how a refusal for the network zone is said' },
    rfc9110,
  },
})
