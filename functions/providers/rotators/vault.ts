import { mintingCapabilities } from '../../core/model/capabilities.ts'
import type { RotatorSpec } from '../../core/model/rotator-spec.ts'

/**
 * A Vault or OpenBao token that renews itself. The value stays the same, and its expiry moves, up to the token's own maximum.
 * Sources: developer.hashicorp.com/vault/api-docs/auth/token, "Renew a token (self)", whose path was seen in use by several clients on 2026-11-26; the fields
 * of its answer are as known on 2026-11-21 and to be confirmed.
 */
export const vaultToken: RotatorSpec = {
  name: 'vault-token',
  title: 'Vault token',
  capabilities: mintingCapabilities('refresh_static'),
  authority: 'self',
  authorityRoles: ['token'],
  options: [],
  defaults: {},
  // Every customer has a separate host.
  api: null,
  send: [{ in: 'header', name: 'x-vault-token', prefix: '', role: 'token' }],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/v1/auth/token/renew-self',
    json: {},
    read: {
      values: { token: 'auth.client_token' },
      id: null,
      expires: { at: 'auth.lease_duration', format: 'seconds_remaining' },
      ok: null,
    },
  },
  identify: null,
  copy: null,
  list: null,
  revoke: [],
  recover: null,
  consumed: null,
}

/**
 * Secret ids of a Vault AppRole. Any number may be valid, each with an accessor that ends it. Accessors carry no names, so an orphan is left
 * to the role's own `secret_id_ttl`: others may make secret ids of the same role at any time.
 * Sources, read 2026-11-26: developer.hashicorp.com/vault/api-docs/auth/approle and its copy for OpenBao 2.5 (`secret_id`, `secret_id_accessor`,
 * `secret_id_ttl`, 0 for no end; secret-id-accessor/destroy).
 */
export const vaultAppRole: RotatorSpec = {
  name: 'vault-approle',
  title: 'Vault AppRole secret id',
  capabilities: {
    class: 'create_revoke',
    replay: 'safe',
    graceMs: 0,
    keyLimit: null,
    orphansKnownBy: null,
    tellsLastUse: false,
    revokesById: true,
    propagationMs: 0,
    deadReuseIsHarmful: false,
  },
  authority: 'other',
  authorityRoles: ['token'],
  options: ['role'],
  defaults: {},
  api: null,
  send: [{ in: 'header', name: 'x-vault-token', prefix: '', role: 'token' }],
  login: null,
  issue: {
    method: 'POST',
    url: '{api}/v1/auth/approle/role/{role}/secret-id',
    json: { metadata: '{"tokenwatch":"{name}"}' },
    read: {
      values: { secretId: 'data.secret_id' },
      id: 'data.secret_id_accessor',
      expires: { at: 'data.secret_id_ttl', format: 'seconds_remaining' },
      ok: null,
    },
  },
  identify: null,
  copy: null,
  list: null,
  revoke: [
    {
      method: 'POST',
      url: '{api}/v1/auth/approle/role/{role}/secret-id-accessor/destroy',
      json: { secret_id_accessor: '{id}' },
    },
  ],
  recover: null,
  consumed: null,
}
