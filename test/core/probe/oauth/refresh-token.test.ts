import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Credential } from '../../../../functions/core/model/credential.ts'
import { refresh } from '../../../../functions/core/probe/oauth/refresh-token.ts'
import { assertEvery } from '../../../support/assert-every.ts'
import { aWireAnswer } from '../../../support/wire.ts'

const grant = {
  tokenUrl: 'https://login.acme.example/token',
  scope: null,
  authentication: 'client_secret_basic',
} as const
const present = new Credential({ refreshToken: 'CANARY-refresh' }, null)
const client = new Credential({ clientId: 'billing', clientSecret: 'CANARY-client' }, null)

const answers: readonly (readonly [status: number, body: unknown, kind: string])[] = [
  [400, { error: 'invalid_grant' }, 'spent'],
  [200, { error: 'invalid_grant' }, 'spent'],
  [401, { error: 'invalid_grant', error_description: 'Token is not active' }, 'spent'],
  [403, { error: 'invalid_grant', error_description: 'The refresh token was generated for another client' }, 'spent'],
  [404, { error: 'invalid_grant' }, 'spent'],
  [400, { error: 'invalid_grant', error_description: 'ip restricted' }, 'answer'],
  [400, { error: 'invalid_grant', error_description: 'login rate exceeded' }, 'answer'],
  [400, { error: 'invalid_grant', error_description: 'Too many requests' }, 'answer'],
  [400, { error: 'invalid_client' }, 'answer'],
  [200, { token_type: 'bearer' }, 'unreadable'],
]

it('a refresh token is spent where the code says so, whatever the status, and its description blames nothing else', () =>
  assertEvery(
    answers,
    ([status, body]) => `${status} ${JSON.stringify(body)}`,
    async ([status, body, kind]) => {
      const outcome = await refresh(grant, { present, client }, async () => aWireAnswer(status, body))
      assert.equal(outcome.kind, kind)
    },
  ))
