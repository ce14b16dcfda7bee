import { blameRules } from '../oauth-token-rules.ts'
import { blameSources } from '../oauth-token-sources.ts'
import { provider } from '../provider.ts'
import { rfc9110 } from '../rfc9110.ts'

/**
 * OAuth 2.0 token introspection: the authorization server judges an access or refresh token, without spending it. RFC 7662
 * section 2.2: the status is 200 for every token, and `active` is the answer. Section 2.3: a 401 means that the asking
 * client was refused, which says nothing about the token. An error code says so with any status.
 */
export const oauthIntrospection = provider({
  name: 'oauth-introspection',
  title: 'OAuth 2.0 token introspection',
  category: 'generic',
  roles: { token: 'the access or refresh token' },
  options: {},
  question: null,
  rules: [
    { name: 'active', when: { status: 200, body: 'active == `true`' }, means: 'alive', source: 'rfc7662' },
    ...blameRules,
    // Section 2.2: a token is also inactive for a client that may not ask about it. An error beside it says so.
    {
      name: 'inactive-with-error',
      when: { status: 200, body: "active == `false` && type(error) == 'string'" },
      means: 'unrecognized',
      source: 'rfc7662',
    },
    { name: 'inactive', when: { status: 200, body: 'active == `false`' }, means: 'rejected', source: 'rfc7662' },
    { name: 'introspecting-client-refused', when: { status: 401 }, means: 'check_invalid', source: 'rfc7662' },
    {
      name: 'introspecting-client-forbidden',
      when: { status: 403, body: "type(error) == 'string'" },
      means: 'check_invalid',
      source: 'rfc7662',
    },
    {
      name: 'introspecting-client-under-scoped',
      when: { status: 403, challenge: { error: 'insufficient_scope' } },
      means: 'check_invalid',
      source: 'rfc7662',
    },
    {
      name: 'introspecting-client-invalid',
      when: { body: "error == 'invalid_client' || error == 'unauthorized_client'" },
      means: 'check_invalid',
      source: 'rfc7662',
    },
    {
      name: 'token-type-not-introspected',
      when: { body: "error == 'unsupported_token_type'" },
      means: 'check_invalid',
      source: 'rfc7662',
    },
    { name: 'no-such-endpoint', when: { status: 404 }, means: 'wrong_target', source: 'rfc9110' },
  ],
  paths: {
    identity: 'sub || client_id',
    environment: null,
    scopes: 'scope',
    expires: { at: 'exp', format: 'epoch_seconds' },
  },
  expirySource: 'introspection',
  scopes: null,
  cost: 'free',
  minimumSeconds: 1,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_static', overlap: 'depends on the server', by: 'hand' },
  runbook: null,
  traps: [
    'an inactive token is answered with 200',
    'a refusal of the asking client says nothing about the token',
    'Tokenwatch introspects a refresh token and never spends it',
  ],
  sources: {
    ...blameSources,
    rfc7662: {
      evidence: 'standard',
      title: 'RFC 7662, OAuth 2.0 Token Introspection',
      url: 'https://www.rfc-editor.org/rfc/rfc7662',
      seen: '2026-11-21',
    },
    rfc9110,
  },
})
