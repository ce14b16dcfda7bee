import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLike, isLikeArn, meansAction, meansResource } from '../../../local/template/policy/wildcard.ts'

const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/orders-AbC123'

describe('a pattern of resources', () => {
  const cases: readonly (readonly [pattern: string, resource: string, means: boolean])[] = [
    ['*', secret, true],
    [secret, secret, true],
    [secret.toLowerCase(), secret, false],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/orders-??????', secret, true],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/orders-?????', secret, false],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/order-??????', secret, false],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/*', secret, true],
    ['arn:aws:secretsmanager:*', secret, true],
    ['arn:aws:secretsmanager:*:123456789012:secret:production/orders-AbC123', secret, true],
    ['arn:aws:secretsmanager:eu*west-1:123456789012:secret:production/orders-AbC123', secret, true],
    ['arn:aws:sec*ord:AbC123', 'arn:aws:secrets:x:ord:AbC123', false],
    ['production/orders', 'production.orders', false],
  ]
  for (const [pattern, resource, means] of cases) {
    it(`${pattern} ${means ? 'means' : 'does not mean'} ${resource}`, () => {
      assert.equal(meansResource(pattern, resource), means)
    })
  }

  it('with a variable is refused', () => {
    assert.throws(() => meansResource(`arn:aws:s3:::\${aws:username}`, 'x'), /policy variables are not known/)
  })
})

describe('a pattern of actions', () => {
  const cases: readonly (readonly [pattern: string, action: string, means: boolean])[] = [
    ['sqs:SendMessage', 'sqs:SendMessage', true],
    ['SQS:sendmessage', 'sqs:SendMessage', true],
    ['sqs:*', 'sqs:SendMessage', true],
    ['kms:GenerateDataKey*', 'kms:GenerateDataKey', true],
    ['sqs:Send', 'sqs:SendMessage', false],
    ['sqs:SendMessage?', 'sqs:SendMessage', false],
    ['*', 'kms:Decrypt', true],
  ]
  for (const [pattern, action, means] of cases) {
    it(`${pattern} ${means ? 'means' : 'does not mean'} ${action}`, () =>
      assert.equal(meansAction(pattern, action), means))
  }
})

describe('a pattern of values', () => {
  it('matches across every separator', () => assert.equal(isLike('a*c', 'a:b/c'), true))
  it('is case-sensitive', () => assert.equal(isLike('A*', 'abc'), false))
  it('of ARNs stays within each part', () => {
    assert.equal(isLikeArn('arn:aws:cloudwatch:eu-west-1:1:alarm:*', 'arn:aws:cloudwatch:eu-west-1:1:alarm:a:b'), true)
    assert.equal(isLikeArn('arn:aws:*:alarm:x', 'arn:aws:cloudwatch:eu-west-1:1:alarm:x'), false)
  })
})
