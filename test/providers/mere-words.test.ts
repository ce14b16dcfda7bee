import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileOf } from '../../functions/providers/providers.ts'
import { aWireAnswer } from '../support/wire.ts'

const { rules, tokenRules } = profileOf('oauth-client-credentials')

type Row = readonly [error: string, description: string, means: string]

/** Words that occur in a refusal, and blame nothing. */
const mere: readonly Row[] = [
  ['invalid_client', 'Wrong secret. 4 attempts remaining', 'rejected'],
  ['invalid_client', 'Wrong secret, 2 more attempts left', 'rejected'],
  ['invalid_client', 'Bad secret (remaining attempts: 3)', 'rejected'],
  ['invalid_client', 'The client of the exchange rate service is unknown', 'rejected'],
  ['invalid_client', 'Secret is wrong; at this rate ask your administrator', 'rejected'],
  ['invalid_client', 'Neither secret nor certificate matches', 'rejected'],
]

/** Words that blame something else than the secret. */
const causes: readonly Row[] = [
  ['invalid_client', 'Too many attempts', 'rate_limited'],
  ['invalid_client', '0 attempts remaining', 'rate_limited'],
  ['invalid_client', 'Maximum number of login attempts exceeded', 'rate_limited'],
  ['invalid_client', 'Rate limit exceeded', 'rate_limited'],
  ['invalid_client', 'RateLimitExceeded', 'rate_limited'],
  ['invalid_client', 'Your login rate is too high', 'rate_limited'],
  ['invalid_client', '3 attempts left before your account is locked', 'unrecognized'],
  ['invalid_client', 'Client certificate is missing', 'check_invalid'],
  ['invalid_client', 'A certificate is required', 'check_invalid'],
]

describe('a word in a refusal', () => {
  for (const [error, description, means] of [...mere, ...causes])
    it(`makes ${description} ${means}`, () => {
      const named = (body: unknown, own: typeof rules) => ruleFor(parseAnswer(aWireAnswer(401, body)), [], own).means
      assert.equal(named({ error, error_description: description }, tokenRules), means)
      if (means !== 'check_invalid') assert.equal(named({ error: 'invalid_token', message: description }, rules), means)
    })

  it('does not outweigh a refusing code with any status', () => {
    for (const status of [200, 403, 500, 503]) {
      const answer = parseAnswer(aWireAnswer(status, { error: 'invalid_client' }))
      assert.equal(ruleFor(answer, [], tokenRules).means, 'rejected')
    }
  })
})

describe('an issuer', () => {
  const logins = profileOf('http').tokenRules
  const introspecting = profileOf('oauth-introspection').rules
  const rows: readonly (readonly [what: string, status: number, body: object, own: typeof rules, means: string])[] = [
    [
      'that misses the client',
      401,
      { error: 'invalid_client', error_description: 'Missing client_id' },
      tokenRules,
      'unrecognized',
    ],
    [
      'that got no client',
      400,
      { error: 'invalid_client', error_description: 'Missing client credentials' },
      tokenRules,
      'unrecognized',
    ],
    [
      'that wants another method',
      401,
      { error: 'invalid_client', error_description: 'Client must use client_secret_post' },
      tokenRules,
      'check_invalid',
    ],
    [
      'that wants a key',
      401,
      { error: 'invalid_client', error_description: 'Must use private_key_jwt' },
      tokenRules,
      'check_invalid',
    ],
    [
      'that counts requests',
      400,
      { error: 'invalid_client', error_description: 'AADSTS50196: a client request loop' },
      tokenRules,
      'rate_limited',
    ],
    [
      'that asks a person',
      400,
      { error: 'invalid_grant', error_description: 'Account is not fully set up' },
      logins,
      'unrecognized',
    ],
    ['that may not be asked', 200, { active: false, error: 'insufficient_scope' }, introspecting, 'unrecognized'],
    ['that cannot tell', 200, { active: false, error: 'temporarily_unavailable' }, introspecting, 'provider_error'],
    ['that calls a token inactive', 200, { active: false }, introspecting, 'rejected'],
    ['that calls a token active', 200, { active: true }, introspecting, 'alive'],
    [
      'that refuses a wrong secret',
      401,
      { error: 'invalid_client', error_description: 'Unknown client_id' },
      tokenRules,
      'rejected',
    ],
  ]
  for (const [what, status, body, own, means] of rows)
    it(`${what}: ${means}`, () => assert.equal(ruleFor(parseAnswer(aWireAnswer(status, body)), [], own).means, means))
})
