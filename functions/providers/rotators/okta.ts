import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/**
 * Client secrets of an Okta app. An app has two unnamed slots. An old secret must be deactivated before it can be deleted. Okta refuses
 * all of this for apps with an administrator role. AWS rotates the same secrets itself, as type `OktaOAuthClientSecret`: prefer
 * `managed(...)`.
 * Sources, read 2026-11-26: Okta's management API (`/api/v1/apps/{appId}/credentials/secrets`: list, create, lifecycle/deactivate, delete) and its guide
 * "Client secret rotation"; help.okta.com, "Rotate a Client Secret" (two at most); docs.aws.amazon.com/secretsmanager, mes-partner-OktaOAuthClientSecret.
 */
export const okta: RotatorSpec = {
  name: 'okta',
  title: 'Okta client secret',
  capabilities: {
    class: 'create_revoke',
    replay: 'safe',
    graceMs: 0,
    keyLimit: 2,
    orphansKnownBy: 'slot',
    tellsLastUse: false,
    revokesById: true,
    propagationMs: 0,
    deadReuseIsHarmful: false,
  },
  authority: 'other',
  authorityRoles: ['token'],
  options: ['appId'],
  defaults: {},
  // Every customer has a host: https://<org>.okta.com
  api: null,
  send: [{ in: 'header', name: 'authorization', prefix: 'SSWS ', role: 'token' }],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/api/v1/apps/{appId}/credentials/secrets',
    json: {},
    read: { values: { clientSecret: 'client_secret' }, id: 'id', expires: null, ok: null },
  },
  identify: null,
  copy: null,
  list: {
    method: 'GET',
    url: '{api}/api/v1/apps/{appId}/credentials/secrets',
    keys: { items: '@', id: 'id', name: null, createdAt: { at: 'created', format: 'iso' }, lastUsedAt: null },
  },
  revoke: [
    { method: 'POST', url: '{api}/api/v1/apps/{appId}/credentials/secrets/{id}/lifecycle/deactivate' },
    { method: 'DELETE', url: '{api}/api/v1/apps/{appId}/credentials/secrets/{id}' },
  ],
  recover: null,
  consumed: null,
}
