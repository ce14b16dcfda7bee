import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Credential } from '../../../functions/core/model/credential.ts'
import { tokensIn } from '../../../functions/core/rotation/rotators/token-answer.ts'
import { assertEvery } from '../../support/assert-every.ts'
import { aWireAnswer } from '../../support/wire.ts'

/** A refresh token that holds words of other causes. */
const sent = new Credential({ refreshToken: 'rt-otp-ip-9f1c77a0' }, null)

const answers: readonly (readonly [status: number, body: unknown, kind: string])[] = [
  [400, { error: 'invalid_grant' }, 'consumed'],
  [200, { error: 'invalid_grant' }, 'consumed'],
  [401, { error: 'invalid_grant', error_description: 'Token is not active' }, 'consumed'],
  [403, { error: 'invalid_grant', error_description: 'The refresh token was for another client' }, 'consumed'],
  [500, { error: 'invalid_grant' }, 'consumed'],
  [400, { error: 'invalid_grant', error_description: 'ip restricted' }, 'refused'],
  [400, { error: 'invalid_grant', error_description: 'login rate exceeded' }, 'refused'],
  [200, { error: 'invalid_grant', error_description: 'Too many requests' }, 'refused'],
  [400, { error: 'invalid_grant', error_description: '17003 User account is locked for user: ci.' }, 'refused'],
  [400, { error: 'invalid_grant', hint: 'your IP address is locked. Please wait a few minutes.' }, 'refused'],
  [400, { error: 'invalid_grant', error_description: 'invalid login hours' }, 'refused'],
  [
    400,
    { error: 'invalid_grant', error_description: 'AADSTS50076: you must use multi-factor authentication' },
    'refused',
  ],
  [
    400,
    { error: 'invalid_grant', error_description: 'AADSTS65001: no consent was given', suberror: 'consent_required' },
    'refused',
  ],
  [503, { error: 'invalid_grant', error_description: 'Service temporarily unavailable' }, 'lost'],
  [400, { error: 'invalid_grant', error_description: 'Refresh token was revoked by the RECIPIENT' }, 'consumed'],
  [400, { error: 'invalid_grant', error_description: 'Unknown refresh token rt-otp-ip-9f1c77a0' }, 'consumed'],
  [400, { error: 'invalid_client' }, 'refused'],
  [400, { access_token: 'CANARY-access' }, 'refused'],
  [503, {}, 'lost'],
  [200, { token_type: 'bearer' }, 'unreadable'],
  [200, { access_token: '' }, 'unreadable'],
  [200, 'CANARY-text', 'unreadable'],
  [200, { access_token: 'CANARY-access' }, 'issued'],
  [201, { access_token: 'CANARY-access', refresh_token: 'CANARY-refresh' }, 'issued'],
]

it('a pair is taken from any success, and a refresh token is spent where the code says so, whatever the status', () =>
  assertEvery(
    answers,
    ([status, body]) => `${status} ${JSON.stringify(body)}`,
    async ([status, body, kind]) => assert.equal(tokensIn(aWireAnswer(status, body), [sent], 0).kind, kind),
  ))
