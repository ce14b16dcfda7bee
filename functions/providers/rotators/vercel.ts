import type { RotatorSpec } from '../../core/model/rotator-spec.ts'
import { bearerCalls, namedKeys } from './named-keys.ts'

/**
 * A user's access tokens: any number may be valid, and the special id `current` names the one that asks. Only a token with full access to its
 * account can create others. Vercel refuses one that is limited to a team or a project before anything is spent.
 * Sources, read 2026-11-26: vercel.com/docs/rest-api/authentication (create-an-auth-token: `bearerToken`, `token.id`, `token.createdAt`, `token.activeAt`;
 * list, get metadata, delete); who may make them: the Vercel provider's `UserToken` in Pulumi's registry.
 */
export const vercel: RotatorSpec = {
  ...bearerCalls,
  name: 'vercel',
  title: 'Vercel access token',
  capabilities: namedKeys,
  authority: 'self',
  api: 'https://api.vercel.com',
  issue: {
    method: 'POST',
    url: '{api}/v3/user/tokens',
    json: { name: '{name}', expiresAt: '{number.expiresMs}' },
    read: {
      values: { token: 'bearerToken' },
      id: 'token.id',
      expires: { at: 'token.expiresAt', format: 'epoch_milliseconds' },
      ok: null,
    },
  },
  identify: { method: 'GET', url: '{api}/v5/user/tokens/current', id: 'token.id' },
  copy: null,
  list: {
    method: 'GET',
    url: '{api}/v6/user/tokens',
    keys: {
      items: 'tokens',
      next: 'pagination.next',
      id: 'id',
      name: 'name',
      createdAt: { at: 'createdAt', format: 'epoch_milliseconds' },
      lastUsedAt: { at: 'activeAt', format: 'epoch_milliseconds' },
    },
  },
  revoke: [{ method: 'DELETE', url: '{api}/v3/user/tokens/{id}' }],
}
