import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseAnswer } from '../../../functions/core/probe/answer.ts'
import { ruleFor } from '../../../functions/core/probe/rules.ts'
import { profileOf } from '../../../functions/providers/providers.ts'
import { aWireAnswer } from '../../support/wire.ts'
import { causes, challenge, type Refused401 } from './unauthorized-causes.ts'

/** Refusals of a dead credential, with words of a cause in other places. */
const deaths: readonly Refused401[] = [
  ['a token that expired, or comes too early', { message: 'Access token has expired or is not yet valid' }],
  ['a key with its name', { error: { reason: 'api key [Zx81] has been invalidated' } }],
  ['a token that nobody approved', { fault: { faultstring: 'Access Token not approved' } }],
  ['a session that ended', '', challenge('Bearer error="invalid_token", error_description="User session not found"')],
  [
    'a description of the token',
    '',
    challenge('Bearer error="invalid_token", error_description="The signature is invalid"'),
  ],
  [
    'a code that is described',
    { error: 'invalid_token', error_description: 'The token is not for this issuer, and expired' },
  ],
  ['a value of the credential', { message: 'Invalid value for header X-Api-Key' }],
  ['an invalid key that may be missing', { message: 'Invalid or missing API key' }],
  ['a header that is missing or wrong', { message: 'Missing Authorization header, or invalid token' }],
  ['an expired scope', { message: 'Token expired, scope: read' }],
  ['a wrong credential at a limit', { message: 'Bad credentials' }, { 'x-ratelimit-remaining': '0' }],
  ['Kerberos beside a password', '', challenge('Negotiate, Basic realm="api"')],
  ['Kerberos with words for the token', { message: 'Invalid token' }, challenge('Negotiate')],
  ['Jira with a wrong password', '', { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }],
  [
    'an unreadable request of an expired token',
    { message: 'Token expired' },
    challenge('Bearer error="invalid_request"'),
  ],
  ['a path that names permissions', { error: 'Unauthorized', path: '/v1/me/permissions', timestamp: '2026-11-30' }],
  ['a path that names an address', { title: 'Unauthorized', instance: '/api/ip/me' }],
  ['XML with a time', '<e><timestamp>1</timestamp><error>Unauthorized</error></e>'],
  ['a realm with words', '', challenge('Bearer realm="quota"')],
  ['a token beside a project', { error: 'invalid_token', message: 'Project not found' }],
  ['a challenge beside a project', { message: 'Project not found' }, challenge('Bearer error="invalid_token"')],
  ['an unknown user', { message: 'User not found' }],
  ['a word alone', { message: 'Expired' }],
  [
    'an id that holds letters of a word',
    '<m>Unauthorized</m><id>Zx81kQ9+Ip/8Lm2Qa7TzP4vN0sRt6YbW3eUoIi5gHhJkKc==</id>',
  ],
  ['an id with others', { message: 'Unauthorized', ref: 'b7Kq2Lm9Xz4+vpn/Tt81QwPo0Rr5Yy7Uu3Ii2Oo9' }],
  ['a key of a brand', { message: 'Invalid Acme key' }],
  ['a flag of the token', { token_expired: true }],
  ['flags of a setting', { error: 'Unauthorized', saml: true, mfa_enabled: true, verified: true }],
  ['a flag that is not set', { error: 'Unauthorized', captcha_required: false, locked: 0, maintenance: null }],
  ['a flag beside words for the token', { error: 'Invalid token', mfa_required: true }],
]

const judged = ([, body, headers = {}]: Refused401): string => {
  const { means, name } = ruleFor(parseAnswer(aWireAnswer(401, body, headers)), [], profileOf('http').rules)
  return `${means} by ${name}`
}

describe('a 401 that names another cause than the credential', () => {
  for (const [verdict, refusals] of Object.entries(causes))
    for (const refusal of refusals) it(`is ${verdict}: ${refusal[0]}`, () => assert.equal(judged(refusal), verdict))

  for (const death of deaths) it(`is none: ${death[0]}`, () => assert.equal(judged(death), 'rejected by unauthorized'))
})

describe('an issuer that could not ask its own backend', () => {
  const { tokenRules } = profileOf('oauth-client-credentials')
  for (const words of [
    'Unable to connect to the user store',
    'Failed to connect to database',
    'dc1 is not reachable',
    'A transient error has occurred. Please retry',
    'internal service retry was exhausted',
  ])
    it(`says nothing of its client: ${words}`, () => {
      const answer = aWireAnswer(401, { error: 'invalid_client', error_description: words })
      assert.equal(ruleFor(parseAnswer(answer), [], tokenRules).means, 'provider_error')
    })
})
