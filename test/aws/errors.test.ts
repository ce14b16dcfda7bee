import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { errorName } from '../../functions/aws/clients.ts'
import { placeOf } from '../../functions/aws/lambda.ts'
import { secretFailure } from '../../functions/aws/secrets.ts'
import { aDeployment } from '../support/check.ts'

const named = (name: string, message = 'marked-7f3a9c') => Object.assign(new Error(message), { name })

describe('an error of AWS', () => {
  const failures: [string, string][] = [
    ['ResourceNotFoundException', 'secret_missing'],
    ['InvalidRequestException', 'secret_missing'],
    ['InvalidParameterException', 'secret_missing'],
    ['ValidationException', 'secret_missing'],
    ['AccessDeniedException', 'secret_denied'],
    ['UnrecognizedClientException', 'secret_denied'],
    ['ExpiredTokenException', 'secret_denied'],
    ['DecryptionFailure', 'secret_denied'],
    ['InternalServiceError', 'secret_unavailable'],
    ['ThrottlingException', 'secret_unavailable'],
    ['TimeoutError', 'secret_unavailable'],
    ['constructor', 'secret_unavailable'],
  ]
  for (const [name, reason] of failures)
    it(`${name} means that the secret is ${reason}, by its name alone`, () => {
      assert.deepEqual(secretFailure(named(name)), { kind: 'failure', reason, code: name })
    })

  it('is unknown without a name, and its message is never read', () => {
    const strange = [named('marked-7f3a9c'), named('Bearer abc'), named(''), named('x'.repeat(81)), 'text', null, {}]
    for (const thrown of strange) assert.equal(errorName(thrown), 'UnknownError')
  })
})

describe('the region and account of a function', () => {
  const deployment = aDeployment([])
  it('are read from its ARN', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:probe'
    assert.deepEqual(placeOf(deployment, arn), {
      deployment: 'acme',
      accountId: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
      logGroup: null,
    })
  })

  it('are empty if the text is not an ARN', () => {
    const nowhere = { deployment: 'acme', accountId: '', region: '', partition: '', logGroup: null }
    assert.deepEqual(placeOf(deployment, ''), nowhere)
  })
})
