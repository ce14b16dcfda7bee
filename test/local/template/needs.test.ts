import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { snsNeeds, sqsNeeds } from '../../../local/template/needs/messages.ts'
import type { NeedsByOperation } from '../../../local/template/needs/need.ts'
import { cloudWatchNeeds, dynamoDbNeeds } from '../../../local/template/needs/records.ts'
import { secretsManagerNeeds } from '../../../local/template/needs/secrets-manager.ts'

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbC123'
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/1'
const topicArn = 'arn:aws:sns:eu-west-1:123456789012:page'
const rotationFunctionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate'
const orders = { arn, tags: { team: 'shop' }, keyArn: null, rotationFunctionArn }

const secrets = secretsManagerNeeds((id) => (id === 'orders' ? orders : null))
const keyed = secretsManagerNeeds(() => ({ ...orders, keyArn }))
const pairs = (needs: NeedsByOperation, operation: string, input: object) =>
  (needs[operation]?.(input) ?? []).map(({ action, resource }) => [action, resource])

describe('a call needs', () => {
  const cases: readonly (readonly [service: NeedsByOperation, operation: string, input: object, expected: unknown])[] =
    [
      [secrets, 'GetSecretValue', { SecretId: 'orders' }, [['secretsmanager:GetSecretValue', arn]]],
      [secrets, 'GetSecretValue', { SecretId: 'gone' }, [['secretsmanager:GetSecretValue', 'gone']]],
      [
        keyed,
        'GetSecretValue',
        { SecretId: 'orders' },
        [
          ['secretsmanager:GetSecretValue', arn],
          ['kms:Decrypt', keyArn],
        ],
      ],
      [
        keyed,
        'BatchGetSecretValue',
        { SecretIdList: ['orders'] },
        [
          ['secretsmanager:BatchGetSecretValue', '*'],
          ['secretsmanager:GetSecretValue', arn],
          ['kms:Decrypt', keyArn],
        ],
      ],
      [
        keyed,
        'PutSecretValue',
        { SecretId: 'orders' },
        [
          ['secretsmanager:PutSecretValue', arn],
          ['kms:GenerateDataKey', keyArn],
          ['kms:Decrypt', keyArn],
        ],
      ],
      [
        secrets,
        'RotateSecret',
        { SecretId: 'orders' },
        [
          ['secretsmanager:RotateSecret', arn],
          ['lambda:InvokeFunction', rotationFunctionArn],
        ],
      ],
      [secrets, 'ListSecrets', {}, [['secretsmanager:ListSecrets', '*']]],
      [snsNeeds(() => null), 'Publish', { TopicArn: topicArn }, [['sns:Publish', topicArn]]],
      [
        snsNeeds(() => keyArn),
        'Publish',
        { TopicArn: topicArn },
        [
          ['sns:Publish', topicArn],
          ['kms:GenerateDataKey', keyArn],
          ['kms:Decrypt', keyArn],
        ],
      ],
      [
        sqsNeeds(),
        'SendMessageBatch',
        { QueueUrl: 'http://queue.example/123456789012/batches' },
        [['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:batches']],
      ],
      [
        dynamoDbNeeds(),
        'BatchGetItem',
        { RequestItems: { state: { Keys: [{ pk: { S: 'check#production/orders' } }] } } },
        [['dynamodb:BatchGetItem', 'arn:aws:dynamodb:eu-west-1:123456789012:table/state']],
      ],
      [cloudWatchNeeds(), 'PutMetricData', { Namespace: 'Tokenwatch' }, [['cloudwatch:PutMetricData', '*']]],
    ]
  for (const [service, operation, input, expected] of cases) {
    it(`${JSON.stringify(expected)} as ${operation} ${JSON.stringify(input)}`, () => {
      assert.deepEqual(pairs(service, operation, input), expected)
    })
  }
})

describe('reading a secret', () => {
  const versionId = '0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'
  const contextOf = (input: object) => secrets['GetSecretValue']?.({ SecretId: 'orders', ...input })[0]?.context

  it('carries the stage that it names, and the tags of the secret', () => {
    const expected = { 'secretsmanager:VersionStage': 'AWSPENDING', 'secretsmanager:ResourceTag/team': 'shop' }
    assert.deepEqual(contextOf({ VersionStage: 'AWSPENDING' }), expected)
  })

  it('carries no stage if it names none, with a version id or without', () => {
    const tag = { 'secretsmanager:ResourceTag/team': 'shop' }
    assert.deepEqual(contextOf({ VersionId: versionId }), { 'secretsmanager:VersionId': versionId, ...tag })
    assert.deepEqual(contextOf({}), tag)
  })

  it('under a customer key goes through Secrets Manager', () => {
    const [, decrypt] = keyed['GetSecretValue']?.({ SecretId: 'orders' }) ?? []
    assert.equal(decrypt?.context?.['kms:ViaService'], 'secretsmanager.eu-west-1.amazonaws.com')
  })
})
