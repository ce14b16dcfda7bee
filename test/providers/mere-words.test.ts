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
