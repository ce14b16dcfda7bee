import type { RotatorSpec } from '../../core/model/rotator-spec.ts'
import { bearerCalls, namedKeys } from './named-keys.ts'

/**
 * Personal access tokens of Linode (Akamai). Any number may be valid. A new one gets the scopes that the config names, limited to those
 * of the token that creates it.
 * Sources, read 2026-11-26: techdocs.akamai.com/linode-api/reference/post-personal-access-token (scopes, expiry, label; the value comes once);
 * @linode/api-v4 0.137.0, accessTokens (list, delete by id). To be confirmed on an account: how the dates of a listing are written.
 */
export const linode: RotatorSpec = {
  ...bearerCalls,
  name: 'linode',
  title: 'Linode personal access token',
  capabilities: { ...namedKeys, tellsLastUse: false },
  authority: 'self',
  options: ['scopes'],
  api: 'https://api.linode.com/v4',
  issue: {
    method: 'POST',
    url: '{api}/profile/tokens',
    json: { label: '{name}', scopes: '{scopes}', expiry: '{expiresIso}' },
    read: { values: { token: 'token' }, id: 'id', expires: { at: "join('', [expiry, 'Z'])", format: 'iso' }, ok: null },
  },
  identify: null,
  copy: null,
  list: {
    method: 'GET',
    url: '{api}/profile/tokens?page_size=500&page={page}',
    keys: {
      items: 'data',
      total: 'results',
      id: 'id',
      name: 'label',
      // Linode writes UTC without saying so.
      createdAt: { at: "join('', [created, 'Z'])", format: 'iso' },
      lastUsedAt: null,
    },
  },
  revoke: [{ method: 'DELETE', url: '{api}/profile/tokens/{id}' }],
}
