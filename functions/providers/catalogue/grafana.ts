import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/** A service account token of Grafana, which may list its own permissions. */
export const grafana = provider({
  name: 'grafana',
  title: 'Grafana service account token',
  category: 'observability and paging',
  roles: { token: 'the token, glsa_...' },
  options: { host: { kind: 'host', says: 'the host of Grafana: acme.grafana.net, or your own' } },
  question: {
    kind: 'request',
    ping: { method: 'GET', url: 'https://{host}/api/access-control/user/permissions', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    {
      name: 'permissions',
      // A map from actions, such as `dashboards:read`, to the list of their scopes.
      when: {
        status: 200,
        body: "type(@) == 'object' && length(keys(@)) > `0` && length(values(@)[?type(@) == 'array']) == length(keys(@)) && length(keys(@)[?contains(@, ':')]) == length(keys(@))",
      },
      means: 'alive',
      source: 'permissions',
    },
    {
      name: 'expired',
      when: { status: 401, body: "message == 'Expired API key' || messageId == 'api-key.expired'" },
      means: 'expired',
      source: 'keys',
    },
    {
      name: 'revoked',
      when: { status: 401, body: "message == 'Revoked API key' || messageId == 'api-key.revoked'" },
      means: 'revoked',
      source: 'keys',
    },
    {
      name: 'another-organization',
      when: { status: 401, body: "messageId == 'api-key.organization-mismatch'" },
      means: 'wrong_target',
      source: 'keys',
    },
    {
      name: 'invalid',
      when: { status: 401, body: "message == 'Invalid API key' || messageId == 'api-key.invalid'" },
      means: 'rejected',
      source: 'keys',
    },
    { name: 'unauthorized', when: { status: 401 }, means: 'rejected', source: 'rfc9110' },
    {
      name: 'forbidden',
      when: { status: 403, body: "starts_with(accessErrorId, 'ACE')" },
      means: 'ping_forbidden',
      source: 'server',
    },
  ],
  paths: { identity: null, environment: null, scopes: 'keys(@)', expires: null },
  scopes: { pattern: '[A-Za-z0-9._-]+:[A-Za-z0-9._:-]+', example: 'dashboards:read' },
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/org/serviceaccounts',
    steps:
      'Add a token to the service account, choose its expiry, and store it. Delete the old one when nobody uses it any more. No answer names its expiry: declare it with expires. In Amazon Managed Grafana a token lives for at most 30 days.',
  },
  traps: [
    'the whole answer is the map of permissions',
    'an empty map, or keys that are no actions, prove nothing',
    'a host without Grafana answers with a page',
    'a token of Amazon Managed Grafana lives for at most 30 days',
  ],
  sources: {
    keys: {
      evidence: 'documented',
      title: 'Grafana, the server’s own pkg/services/authn/clients/api_key.go',
      url: 'https://github.com/grafana/grafana/blob/main/pkg/services/authn/clients/api_key.go',
      seen: '2026-11-30',
    },
    server: {
      evidence: 'documented',
      title: 'Grafana, the server’s own source of its access control',
      url: 'https://github.com/grafana/grafana/blob/main/pkg/services/accesscontrol/middleware.go',
      seen: '2026-11-30',
    },
    permissions: {
      evidence: 'documented',
      title: 'Grafana, service accounts: list the permissions of a token',
      url: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
      seen: '2026-11-30',
    },
    rfc9110,
  },
})
