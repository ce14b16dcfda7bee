import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Aws, startAws } from '../../../local/aws/aws.ts'
import { accessKeyIdFor } from '../../../local/aws/caller.ts'
import { mapQueue } from '../../../local/aws/event-source.ts'
import { type LambdaFunction, startFunction } from '../../../local/lambda/function.ts'
import { sqsClient } from '../aws/clients.ts'
import { untilSynchronously } from '../aws/until.ts'

let aws: Aws
let lambda: LambdaFunction
let mapping: { close: () => Promise<void> }

before(async () => {
  aws = await startAws({ invokeRotation: async () => {} })
  lambda = startFunction({
    name: 'of-a-queue',
    directory: fileURLToPath(import.meta.resolve('./fixtures/of-a-queue')),
    environment: aws.environment('of-a-queue'),
    maximumConcurrency: 1,
    timeoutMs: 30_000,
  })
  aws.sqs.createQueue('dead')
  aws.sqs.createQueue('work', {
    visibilityTimeoutSeconds: 1,
    redrive: { queueName: 'dead', maxReceiveCount: 2 },
  })
  mapping = mapQueue({
    sqs: aws.sqs,
    queueName: 'work',
    batchSize: 10,
    maximumConcurrency: 1,
    reportBatchItemFailures: true,
    invoke: lambda.invoke,
  })
})
after(async () => {
  await lambda.close()
  await mapping.close()
  await aws.close()
})

function send(MessageBody: string) {
  return sqsClient(aws.sqs.url).send(new SendMessageCommand({ QueueUrl: aws.sqs.queue('work').url, MessageBody }))
}

const reads = () => aws.secretsManager.calls.filter(({ operation }) => operation === 'GetSecretValue')

test('a message reaches a function in a child process, which reaches the lab under its own access key', async () => {
  aws.secretsManager.put('production/billing', 'value')
  await send('production/billing')
  await untilSynchronously(() => aws.sqs.depth('work') === 0)
  assert.deepEqual(
    reads().map(({ input, accessKeyId }) => [input, accessKeyId]),
    [[{ SecretId: 'production/billing' }, accessKeyIdFor('of-a-queue')]],
  )
})

test('a message is delivered again if its function was killed', async () => {
  const before = reads().length
  const coldStarts = lambda.coldStarts
  aws.secretsManager.inject({ operation: 'GetSecretValue', times: 1, fault: { hang: true } })
  await send('production/billing')
  await untilSynchronously(() => reads().length === before + 1)
  lambda.kill()
  await untilSynchronously(() => aws.sqs.depth('work') === 0)
  assert.equal(reads().length, before + 2)
  assert.equal(lambda.coldStarts, coldStarts + 1)
  assert.equal(aws.sqs.depth('dead'), 0)
})

test('a message that always fails ends in the dead letters', async () => {
  await send('production/missing')
  await untilSynchronously(() => aws.sqs.depth('dead') === 1)
  assert.equal(aws.sqs.messages('dead')[0]?.body, 'production/missing')
})
