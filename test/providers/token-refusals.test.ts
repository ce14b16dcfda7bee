import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'

type Refusal = readonly [server: string, status: number, body: unknown, means: string]

/** Refusals of real servers, from public reports and their own documentation. */
const refusals: readonly Refusal[] = [
  [
    'casdoor: an unknown client',
    200,
    { error: 'invalid_client', error_description: 'client_id is invalid' },
    'rejected',
  ],
  ['Zoho: a wrong secret', 200, { error: 'invalid_client_secret' }, 'rejected'],
  ['GitHub: a wrong secret', 200, { error: 'incorrect_client_credentials' }, 'rejected'],
  ['Spring: a wrong secret', 401, { error: 'invalid_client' }, 'rejected'],
  ['Duende IdentityServer: a wrong secret', 400, { error: 'invalid_client' }, 'rejected'],
  ['a gateway: a wrong secret', 403, { error: 'invalid_client' }, 'rejected'],
  ['a gateway: a wrong secret in trouble', 500, { error: 'invalid_client' }, 'rejected'],
  [
    'Cloud Foundry UAA: a wrong secret',
    401,
    { error: 'unauthorized', error_description: 'Bad credentials' },
    'rejected',
  ],
  [
    'Keycloak: a wrong secret',
    401,
    { error: 'unauthorized_client', error_description: 'Invalid client or Invalid client credentials' },
    'rejected',
  ],
  [
    'Keycloak behind a proxy: a wrong secret',
    403,
    { error: 'unauthorized_client', error_description: 'Invalid client secret' },
    'rejected',
  ],
  [
    'Keycloak: a client that sent nothing that it reads',
    400,
    {
      error: 'unauthorized_client',
      error_description: 'UNKNOWN_CLIENT: Client was not identified by any client authenticator',
    },
    'unrecognized',
  ],
  ['eSignet: a client that may have another method', 400, { error: 'unauthorized_client' }, 'unrecognized'],
  ['Follow Up Boss: a client without access', 403, { error: 'unauthorized_client' }, 'unrecognized'],
  ['Follow Up Boss: a grant that ended', 404, { error: 'invalid_grant' }, 'unrecognized'],
  [
    'Keycloak: a client without a service account',
    401,
    { error: 'unauthorized_client', error_description: 'Client not enabled to retrieve service account' },
    'unrecognized',
  ],
  [
    'Ory Hydra: a wrong secret, with the sentence of the standard',
    401,
    {
      error: 'invalid_client',
      error_description:
        'Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method).',
    },
    'rejected',
  ],
  [
    'Ory Hydra: a client with another way to prove itself',
    401,
    {
      error: 'invalid_client',
      error_description: "The OAuth 2.0 Client supports client authentication method 'client_secret_post'",
    },
    'check_invalid',
  ],
  ['Salesforce: an address', 400, { error: 'invalid_grant', error_description: 'ip restricted' }, 'blocked_from_here'],
  [
    'a bank: an address',
    401,
    { error: 'invalid_client', error_description: 'IP address not allowed' },
    'blocked_from_here',
  ],
  [
    'Salesforce: too many logins',
    400,
    { error: 'invalid_grant', error_description: 'login rate exceeded' },
    'rate_limited',
  ],
  [
    'WSO2: an account that is locked',
    400,
    { error: 'invalid_grant', error_description: '17003 User account is locked for user: ci.' },
    'unrecognized',
  ],
  [
    'osu: an address that is locked, beside the sentence of the standard',
    401,
    {
      error: 'invalid_client',
      error_description: 'Client authentication failed',
      hint: 'Your IP address is locked. Please wait a few minutes.',
    },
    'blocked_from_here',
  ],
  [
    'a firewall in capitals',
    401,
    { error: 'invalid_client', error_description: 'IP NOT WHITELISTED' },
    'blocked_from_here',
  ],
  ['an address in the code', 403, { error: 'ip_not_allowed' }, 'blocked_from_here'],
  [
    'Salesforce: hours without a login',
    400,
    { error: 'invalid_client', error_description: 'invalid login hours' },
    'unrecognized',
  ],
  [
    'Docker Hub: failures of others',
    401,
    { details: 'too many failed login attempts for username or IP address' },
    'rate_limited',
  ],
  ['a client for minutes', 401, { error: 'invalid_client', error_description: 'Temporarily locked' }, 'rate_limited'],
  ['Kong: a limit', 401, { message: 'API rate limit exceeded' }, 'rate_limited'],
  ['a code in an object', 401, { error: { code: 'too_many_attempts', message: 'Wait.' } }, 'rate_limited'],
  ['an issuer behind a gateway', 401, { error: 'invalid_client', message: 'Service Unavailable' }, 'provider_error'],
  ['an issuer that wants a nonce (RFC 9449)', 401, { error: 'use_dpop_nonce' }, 'unrecognized'],
  ['an issuer that wants another proof (RFC 9449)', 401, { error: 'invalid_dpop_proof' }, 'unrecognized'],
  ['an issuer that wants a person (OpenID)', 401, { error: 'interaction_required' }, 'unrecognized'],
  [
    'an issuer that wants a stronger login (RFC 9470)',
    401,
    { error: 'insufficient_user_authentication' },
    'unrecognized',
  ],
  ['an issuer that wants more details (RFC 9396)', 401, { error: 'invalid_authorization_details' }, 'unrecognized'],
  ['an issuer in a hurry (RFC 8628)', 401, { error: 'slow_down' }, 'rate_limited'],
  [
    'a client that has to show a certificate (RFC 8705)',
    401,
    { error: 'invalid_client', error_description: 'Client certificate required' },
    'check_invalid',
  ],
  [
    'a recipient, whose name holds no address',
    401,
    { error: 'invalid_client', error_description: 'Unknown client RECIPIENT' },
    'rejected',
  ],
  ['Spring Boot: a status in words', 401, { status: 401, error: 'Unauthorized', path: '/token' }, 'rejected'],
  ['a busy issuer', 400, { error: 'temporarily_unavailable' }, 'provider_error'],
  ['an issuer with a fault', 200, { error: 'server_error' }, 'provider_error'],
  ['a recipient', 401, { error: 'invalid_client', error_description: 'Unknown RECIPIENT' }, 'unrecognized'],
  ['a tenant', 401, { error: 'invalid_client', error_description: 'Tenant not found' }, 'unrecognized'],
  ['a scope', 400, { error: 'invalid_client', error_description: 'Invalid scope: billing.read' }, 'unrecognized'],
  ['a realm', 404, { error: 'invalid_client', message: 'Realm does not exist' }, 'unrecognized'],
  ['an environment', 403, { error: 'invalid_client', detail: 'The environment has been disabled' }, 'unrecognized'],
  ['a directory', 401, { error: 'unauthorized', error_description: 'Unknown directory' }, 'unrecognized'],
  ['a session', 401, { message: 'Your session has expired' }, 'unrecognized'],
  [
    'a client of a tenant',
    401,
    { error: 'invalid_client', error_description: 'Client not found in tenant acme' },
    'rejected',
  ],
  ['a client that was disabled', 401, { error: 'invalid_client', error_description: 'Client is disabled' }, 'rejected'],
  ['an application', 401, { error: 'invalid_client', error_description: 'Application not found' }, 'rejected'],
  [
    'a secret that expired, beside a tenant',
    401,
    {
      error: 'invalid_client',
      error_description: 'AADSTS7000222: The client secret keys for app x are expired. Tenant unknown.',
    },
    'rejected',
  ],
  ['a flag for a second factor', 200, { two_factor_required: true }, 'unrecognized'],
  ['a flag beside the code', 400, { error: 'invalid_client', mfa_required: true }, 'unrecognized'],
  ['a captcha in an error', 401, { error: { code: 'invalid_client', captcha_required: true } }, 'unrecognized'],
  ['a flag of maintenance', 200, { error: 'invalid_client', maintenance: true }, 'provider_error'],
  ['a flag of a limit', 401, { error: 'invalid_client', rate_limited: true }, 'rate_limited'],
  ['a flag for an address', 401, { error: 'invalid_client', ip_not_allowed: true }, 'blocked_from_here'],
  ['a flag of a lock, as text', 200, { error: 'invalid_client', accountLocked: 'true' }, 'unrecognized'],
  ['a flag that is not set', 401, { error: 'invalid_client', captcha_required: false }, 'rejected'],
  ['a licence that expired', 401, { error: 'invalid_client', error_description: 'License expired' }, 'unrecognized'],
  ['a firewall', 403, '<html>Forbidden</html>', 'unrecognized'],
  ['a gateway that names nothing', 403, { message: 'Forbidden' }, 'unrecognized'],
]

it('the code and its description decide what a token endpoint means, whatever status carries them', () => {
  const { tokenRules } = profileOf('oauth-client-credentials')
  return assertEvery(
    refusals,
    ([server]) => server,
    ([, status, body, means]) =>
      assert.equal(ruleFor(parseAnswer(aWireAnswer(status, body)), [], tokenRules).means, means),
  )
})

describe('an answer of a token endpoint without a token', () => {
  const all = [...providers.values()].map(profileFrom)
  const codes = ['invalid_client', 'unauthorized_client', 'access_denied', 'invalid_grant', 'invalid_target', 'other']
  const minting = all.filter(({ tokenRules }) => tokenRules.length > 0)
  const endpoints = ['box-client', 'okta-client', 'paypal', 'zoom', 'google-service-account'].map(profileOf)

  it('calls no client of the catalogue alive, with any code and status', () => {
    assert.ok(minting.length > 4)
    return assertEvery(
      [...minting.map(({ name, tokenRules }) => ({ name, rules: tokenRules })), ...endpoints],
      ({ name }) => name,
      ({ rules }) => {
        for (const status of [200, 400, 401, 403, 404, 500])
          for (const error of codes) {
            const { means, name } = ruleFor(parseAnswer(aWireAnswer(status, { error })), [], rules)
            assert.ok(means !== 'alive' && standingOf(means) !== 'valid', `${status} ${error} is ${name}: ${means}`)
          }
      },
    )
  })
})
