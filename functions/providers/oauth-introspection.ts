import type { Profile, Rule } from '../core/profile.ts'

/**
 * RFC 7662 section 2.2: the status is 200 whatever the token is worth, and `active` is the answer. Section 2.3: a 401 means that
 * the asking client was refused, which says nothing of the token.
 */
const rules: readonly Rule[] = [
  { name: 'active', when: { status: 200, body: 'active == `true`' }, means: 'alive' },
  { name: 'inactive', when: { status: 200, body: 'active == `false`' }, means: 'rejected' },
  { name: 'introspecting-client-refused', when: { status: 401 }, means: 'check_invalid' },
  { name: 'introspecting-client-forbidden', when: { status: 403 }, means: 'check_invalid' },
  {
    name: 'introspecting-client-invalid',
    when: { status: 400, body: "error == 'invalid_client'" },
    means: 'check_invalid',
  },
  {
    name: 'token-type-not-introspected',
    when: { status: 400, body: "error == 'unsupported_token_type'" },
    means: 'check_invalid',
  },
  { name: 'redirect', when: { status: [300, 399] }, means: 'redirected' },
  { name: 'no-such-endpoint', when: { status: 404 }, means: 'wrong_target' },
  { name: 'rate-limit', when: { status: 429 }, means: 'rate_limited' },
  { name: 'server-error', when: { status: [500, 599] }, means: 'provider_error' },
]

/** OAuth 2.0 token introspection: the authorization server's own word on an access or refresh token, without spending it. */
export const oauthIntrospection: Profile = {
  name: 'oauth-introspection',
  title: 'OAuth 2.0 token introspection',
  roles: ['token'],
  rules,
  tokenRules: [],
  fixedHosts: false,
  paths: {
    identity: 'sub || client_id',
    environment: null,
    scopes: 'scope',
    expires: { at: 'exp', format: 'epoch_seconds' },
  },
  expirySource: 'introspection',
  settlesWithinSeconds: 0,
  rotation: 'refresh_static',
}
