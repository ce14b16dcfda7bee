import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { type EventSourceInvoke, mapQueue, type SqsEvent } from '../../../local/aws/event-source.ts'
import { type Sqs, startSqs } from '../../../local/aws/sqs.ts'
import { sqsClient } from './clients.ts'
import { untilSynchronously } from './until.ts'

let lab: Sqs
let queues = 0

before(async () => {
  lab = await startSqs()
})
after(() => lab.close())

/** Sends the bodies, maps the queue to the function and waits until nothing is left; answers with the dead letters. */
async function delivered(
  bodies: readonly string[],
  invoke: EventSourceInvoke,
  options: { batchSize?: number; maximumConcurrency?: number; reportBatchItemFailures?: boolean } = {},
): Promise<string[]> {
  const name = `mapped-${queues++}`
  lab.createQueue(`${name}-dead`)
  const redrive = { queueName: `${name}-dead`, maxReceiveCount: 3 }
  const { url: QueueUrl } = lab.createQueue(name, { visibilityTimeoutSeconds: 0, redrive })
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
  await sqsClient(lab.url).send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  const { batchSize = 10, maximumConcurrency = 1, reportBatchItemFailures = true } = options
  const mapping = mapQueue({
    sqs: lab,
    queueName: name,
    batchSize,
    maximumConcurrency,
    reportBatchItemFailures,
    invoke,
  })
  await untilSynchronously(() => lab.depth(name) === 0)
  await mapping.close()
  return lab.messages(`${name}-dead`).map(({ body }) => body)
}

test('a function gets the messages in the shape of an SQS event', async () => {
  const events: SqsEvent[] = []
  await delivered(['one'], async (event) => {
    events.push(event)
    return { ok: true, payload: null }
  })
  const [record] = events[0]?.Records ?? []
  assert.equal(record?.body, 'one')
  assert.equal(record?.eventSource, 'aws:sqs')
  assert.equal(record?.awsRegion, 'eu-west-1')
  assert.match(record?.eventSourceARN ?? '', /^arn:aws:sqs:eu-west-1:123456789012:mapped-/)
  assert.equal(record?.md5OfBody, 'f97c5d29941bfb1b2fdab0874906ab82')
  assert.equal(record?.attributes.ApproximateReceiveCount, '1')
  assert.ok(record?.receiptHandle)
})

test('no batch is larger than its limit', async () => {
  const sizes: number[] = []
  await delivered(
    ['a', 'b', 'c', 'd', 'e'],
    async ({ Records }) => {
      sizes.push(Records.length)
      return { ok: true }
    },
    { batchSize: 2 },
  )
  assert.deepEqual(sizes, [2, 2, 1])
})

test('only the messages that the function names return to the queue', async () => {
  const received: string[] = []
  const dead = await delivered(['good', 'bad'], async ({ Records }) => {
    received.push(...Records.map(({ body }) => body))
    const failed = Records.filter(({ body }) => body === 'bad')
    return { ok: true, payload: { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) } }
  })
  assert.deepEqual(received.toSorted(), ['bad', 'bad', 'bad', 'good'])
  assert.deepEqual(dead, ['bad'])
})

for (const [what, outcome] of Object.entries({
  'a function that fails': { ok: false },
  'an answer that names an unknown message': {
    ok: true,
    payload: { batchItemFailures: [{ itemIdentifier: 'other' }] },
  },
  'an answer that is not of the agreed shape': { ok: true, payload: { batchItemFailures: 'all' } },
})) {
  test(`${what} returns the whole batch to the queue, until it goes to the dead letters`, async () => {
    assert.deepEqual(await delivered(['a', 'b'], async () => outcome), ['a', 'b'])
  })
}

test('an invocation that goes wrong in the lab itself counts as failed', async () => {
  const dead = await delivered(['a'], async () => {
    throw new Error('no function')
  })
  assert.deepEqual(dead, ['a'])
})

test('item failures are ignored if they are not enabled', async () => {
  const payload = { batchItemFailures: [{ itemIdentifier: '' }] }
  const dead = await delivered(['a'], async () => ({ ok: true, payload }), { reportBatchItemFailures: false })
  assert.deepEqual(dead, [])
})

test('concurrent invocations reach their limit and do not exceed it', async () => {
  let running = 0
  const seen: number[] = []
  const full = Promise.withResolvers<void>()
  await delivered(
    ['a', 'b', 'c', 'd', 'e', 'f'],
    async () => {
      running += 1
      seen.push(running)
      if (running === 2) full.resolve()
      await full.promise
      running -= 1
      return { ok: true }
    },
    { batchSize: 1, maximumConcurrency: 2 },
  )
  assert.equal(Math.max(...seen), 2)
})
