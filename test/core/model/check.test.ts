import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hostOf } from '../../../functions/core/model/check.ts'
import { checkOf } from '../../../functions/core/model/deployment.ts'
import type { Question } from '../../../functions/core/model/question.ts'
import { aCheck, aDeployment, aPing, aRequest, aSecret } from '../../support/check.ts'

const ping = aPing('https://api.example:8443/me')
const authentication = 'client_secret_basic'
const jwt = { kind: 'jwt', issuer: null, audience: null, jwksUrl: null, ping: null, send: [] } as const
const credentials = { kind: 'client_credentials', scope: null, audience: null, authentication, ping } as const

describe('the host of a check, which shares its limits with other checks', () => {
  const questions: [string, Question, string | null][] = [
    ['a request goes to', aRequest('https://api.example/me'), 'api.example'],
    ['a request goes to, with its port', { ...aRequest(), ping }, 'api.example:8443'],
    ['a token is minted at', { ...credentials, tokenUrl: 'https://id.example/token' }, 'id.example'],
    [
      'a token is asked about at',
      { kind: 'introspection', introspectionUrl: 'https://id.example/introspect', authentication, client: aSecret() },
      'id.example',
    ],
    ['a JWT is sent to', { ...jwt, ping, jwksUrl: 'https://id.example/keys' }, 'api.example:8443'],
    ['the keys of a JWT are found at', { ...jwt, jwksUrl: 'https://id.example/keys' }, 'id.example'],
  ]
  for (const [what, question, host] of questions)
    it(`is the one that ${what}`, () => assert.equal(hostOf({ question }), host))

  it('is absent if the check sends no request', () => {
    assert.deepEqual([hostOf({ question: jwt }), hostOf({ question: { kind: 'declared' } })], [null, null])
  })
})

it('a deployment finds its checks by their keys', () => {
  const check = aCheck()
  assert.equal(checkOf(aDeployment([check]), 'production/ci-bot'), check)
  assert.equal(checkOf(aDeployment([check]), 'staging/ci-bot'), undefined)
})
