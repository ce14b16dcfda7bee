import { provider } from '../provider.ts'

/** An API access token of Tailscale. The token contains the id under which it reads its own record. */
export const tailscale = provider({
  name: 'tailscale',
  title: 'Tailscale API access token',
  category: 'cloud and hosting',
  roles: { token: 'the token, tskey-api-<id>-<secret>' },
  options: {
    keyId: {
      kind: 'name',
      pattern: '[A-Za-z0-9]{6,40}',
      example: 'kAbCdEf1CNTRL',
      says: 'the id of the token: the part between tskey-api- and the last dash',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://api.tailscale.com/api/v2/tailnet/-/keys/{keyId}', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'key',
      when: { status: 200, body: "type(id) == 'string' && invalid != `true`" },
      means: 'alive',
      source: 'api',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'errors' },
    { name: 'no-such-key', when: { status: 404 }, means: 'wrong_target', source: 'recalled' },
  ],
  paths: { identity: 'id', environment: null, scopes: null, expires: { at: 'expires', format: 'iso' } },
  scopes: null,
  cost: 'counted',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is revoked', by: 'hand' },
  runbook: {
    console: 'https://login.tailscale.com/admin/settings/keys',
    steps:
      'Generate a token, store it, and put its id into the check. Revoke the old one when nobody uses it any more. A token lives for at most 90 days.',
  },
  federation: { offer: 'workload identity federation for its API and for auth keys', source: 'federation' },
  traps: [
    'the expiry belongs to the key with the id of the check',
    'a key that Tailscale shows as invalid proves nothing',
  ],
  sources: {
    federation: {
      evidence: 'recalled',
      title: 'Tailscale, workload identity federation',
      url: 'https://tailscale.com/kb/1581/workload-identity-federation',
    },
    api: {
      evidence: 'documented',
      title: 'Tailscale API, get a key of a tailnet',
      url: 'https://github.com/tailscale/tailscale/blob/main/api.md',
      seen: '2026-11-25',
    },
    errors: {
      evidence: 'documented',
      title: 'Tailscale API, errors: status codes follow the standard conventions of HTTP',
      url: 'https://github.com/tailscale/tailscale/blob/main/api.md',
      seen: '2026-11-26',
    },
    recalled: { evidence: 'recalled', title: 'a key that is not there is a 404' },
  },
})
