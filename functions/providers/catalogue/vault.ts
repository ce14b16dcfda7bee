import { provider } from '../provider.ts'

/** A token of HashiCorp Vault or OpenBao. The default policy lets it read its own record. */
export const vault = provider({
  name: 'vault',
  title: 'Vault or OpenBao token',
  category: 'cloud and hosting',
  roles: { token: 'the token, hvs.... or s....' },
  options: {
    host: { kind: 'host', says: 'the host of the server, with its port' },
    namespace: {
      kind: 'name',
      pattern: '[A-Za-z0-9_./-]{0,200}',
      example: 'admin',
      default: '',
      says: 'the namespace, if the server has any',
    },
  },
  question: {
    kind: 'request',
    ping: {
      method: 'GET',
      url: 'https://{host}/v1/auth/token/lookup-self',
      headers: { 'x-vault-request': 'true', 'x-vault-namespace': '{namespace}' },
      body: null,
    },
    send: [{ in: 'header', name: 'x-vault-token', prefix: '', role: 'token' }],
  },
  rules: [
    {
      name: 'counted-uses',
      when: { status: 200, body: "type(data.id) == 'string' && data.num_uses > `0`" },
      means: 'alive',
      source: 'api',
    },
    { name: 'token', when: { status: 200, body: "type(data.id) == 'string'" }, means: 'alive', source: 'api' },
    {
      name: 'invalid-token',
      when: {
        status: 403,
        body: "contains(join(' ', errors), 'invalid token') && contains(join(' ', errors), 'permission denied')",
      },
      means: 'rejected',
      source: 'vault',
    },
    {
      name: 'permission-denied',
      when: { status: 403, body: "contains(join(' ', errors), 'permission denied')" },
      means: 'rejected',
      secondCause: {
        cause: 'its policies lack lookup-self, or it is bound to another address',
        wayOut: 'grant lookup-self with the default policy, or see if the address is bound',
        kind: 'changing',
      },
      source: 'server',
    },
    { name: 'standby', when: { status: [472, 473] }, means: 'provider_error', source: 'recalled' },
  ],
  paths: {
    identity: 'data.display_name',
    environment: null,
    scopes: '[data.policies, data.identity_policies][]',
    expires: { at: 'data.expire_time', format: 'iso', never: [null] },
  },
  scopes: { pattern: null, example: 'default' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked or expires', by: 'tokenwatch' },
  runbook: {
    console: 'https://{host}/ui/',
    steps:
      'Log in again with the auth method of the consumer, and store the new token. Or renew the token within its maximum. If the refusal says permission denied alone, the server hides why. Grant lookup-self with the default policy, or see if the address is bound.',
  },
  federation: {
    offer: 'the JWT/OIDC and cloud auth methods, which give short-lived tokens for the identity of the workload',
    source: 'federation',
  },
  traps: [
    'each ping spends one use of a token with limited uses',
    'permission denied alone means a dead token, a policy without lookup-self, or a bound address',
    'a sealed server says nothing about the token',
    'the answer contains the token itself',
    'a standby or a replica says nothing about the token',
    'an expiry of null means never',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Vault, JWT/OIDC auth method',
      url: 'https://developer.hashicorp.com/vault/docs/auth/jwt',
    },
    api: {
      evidence: 'documented',
      title: 'OpenBao API, token auth method, lookup a token (self)',
      url: 'https://openbao.org/api-docs/auth/token/#lookup-a-token-self',
      seen: '2026-11-21',
    },
    vault: {
      evidence: 'observed',
      title:
        'hashicorp/vault, its own interface tests and those of clients: 2 errors occurred, permission denied and invalid token',
      url: 'https://github.com/hashicorp/vault/blob/main/vault/request_handling.go',
      seen: '2026-11-30',
    },
    server: {
      evidence: 'documented',
      title:
        'hashicorp/vault, vault/request_handling.go: permission denied for a missing token, a bound address and a policy alike',
      url: 'https://github.com/hashicorp/vault/blob/main/vault/request_handling.go',
      seen: '2026-11-30',
    },
    recalled: {
      evidence: 'recalled',
      title: 'a replica that is no active node answers 472 or 473',
    },
  },
})
