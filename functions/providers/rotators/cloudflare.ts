import type { RotatorSpec } from '../../core/model/rotator-spec.ts'
import { bearerCalls, namedKeys } from './named-keys.ts'

/**
 * A user's API tokens. A new token gets the policies of the current one, which identifies itself. Any number may be valid.
 * Sources, read 2026-11-26: developers.cloudflare.com/fundamentals/api/how-to/create-via-api (policies, restrictions, the template "Create additional tokens" for
 * the authority). As known on 2026-11-21 and to be confirmed on an account: names of the dates in a listing (`issued_on`, `last_used_on`).
 */
export const cloudflare: RotatorSpec = {
  ...bearerCalls,
  name: 'cloudflare',
  title: 'Cloudflare API token',
  capabilities: { ...namedKeys, propagationMs: 10_000 },
  authority: 'other',
  api: 'https://api.cloudflare.com/client/v4',
  issue: {
    method: 'POST',
    url: '{api}/user/tokens',
    json: {
      name: '{name}',
      policies: '{copied.policies}',
      condition: '{copied.condition}',
      expires_on: '{expiresIso}',
    },
    read: {
      values: { token: 'result.value' },
      id: 'result.id',
      expires: { at: 'result.expires_on', format: 'iso' },
      ok: 'success',
    },
  },
  identify: { method: 'GET', url: '{api}/user/tokens/verify', id: 'result.id' },
  copy: {
    method: 'GET',
    url: '{api}/user/tokens/{id}',
    fields: { policies: 'result.policies', condition: 'result.condition || `{}`' },
  },
  list: {
    method: 'GET',
    url: '{api}/user/tokens?per_page=50&page={page}',
    keys: {
      items: 'result',
      total: 'result_info.total_count',
      id: 'id',
      name: 'name',
      createdAt: { at: 'issued_on', format: 'iso' },
      lastUsedAt: { at: 'last_used_on', format: 'iso' },
    },
  },
  revoke: [{ method: 'DELETE', url: '{api}/user/tokens/{id}' }],
}
