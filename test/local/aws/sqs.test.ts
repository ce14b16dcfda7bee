import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { roleIdFor } from '../../../local/aws/caller.ts'
import { type Sqs, startSqs } from '../../../local/aws/sqs.ts'
import { sqsClient } from './clients.ts'

let lab: Sqs
let client: SQSClient
let queues = 0

before(async () => {
  lab = await startSqs()
  client = sqsClient(lab.url, 'tick')
})
after(() => lab.close())

/** A queue for one test, with the calls that it makes. */
function newQueue(settings?: Parameters<Sqs['createQueue']>[1]) {
  const name = `queue-${queues++}`
  const { url: QueueUrl, arn } = lab.createQueue(name, settings)
  return {
    name,
    QueueUrl,
    arn,
    send: (MessageBody: string, given: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...given })),
    async receive(given: Partial<ReceiveMessageCommandInput> = {}) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...given }),
      )
      return Messages
    },
  }
}

test('a message is received with its body, count, sender and attributes, and is gone once deleted', async () => {
  const { name, QueueUrl, send, receive } = newQueue()
  const MessageAttributes = { cadence: { DataType: 'String', StringValue: '5m' } }
  await send('ein Körper', { MessageAttributes })
  const [message] = await receive({ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] })
  assert.equal(message?.Body, 'ein Körper')
  assert.equal(message?.Attributes?.ApproximateReceiveCount, '1')
  assert.equal(message?.Attributes?.SenderId, `${roleIdFor('tick')}:lab`)
  assert.ok(Number(message?.Attributes?.SentTimestamp) <= Date.now())
  assert.equal(message?.MessageAttributes?.['cadence']?.StringValue, '5m')
  assert.deepEqual(await receive(), [])
  assert.equal(lab.depth(name), 1)
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  assert.equal(lab.depth(name), 0)
})

test('attributes are returned only on request', async () => {
  const { send, receive } = newQueue()
  await send('body', { MessageAttributes: { cadence: { DataType: 'String', StringValue: '5m' } } })
  const [message] = await receive()
  assert.deepEqual([message?.Attributes ?? {}, message?.MessageAttributes ?? {}], [{}, {}])
})

test('a message that was not deleted returns after its visibility timeout, with its count', async () => {
  const { send, receive } = newQueue()
  await send('again')
  const [first] = await receive({ VisibilityTimeout: 1 })
  const [second] = await receive({ WaitTimeSeconds: 5, MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
  assert.equal(second?.MessageId, first?.MessageId)
  assert.notEqual(second?.ReceiptHandle, first?.ReceiptHandle)
  assert.equal(second?.Attributes?.ApproximateReceiveCount, '2')
})

test('the handle of an earlier receipt deletes nothing', async () => {
  const { name, QueueUrl, send, receive } = newQueue()
  await send('twice')
  const [first] = await receive({ VisibilityTimeout: 0 })
  const [second] = await receive()
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
  assert.equal(lab.depth(name), 1)
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }))
  assert.equal(lab.depth(name), 0)
})

test('a poll that waits gets a message as soon as it is sent', async () => {
  const { send, receive } = newQueue()
  const waiting = receive({ WaitTimeSeconds: 20 })
  await send('at last')
  assert.equal((await waiting)[0]?.Body, 'at last')
})

test('a poll ends with its wait, without messages', async () => {
  assert.deepEqual(await newQueue().receive({ WaitTimeSeconds: 1 }), [])
})

test('a poll whose caller has disconnected takes no message', async () => {
  const { name, receive } = newQueue()
  const gone = new AbortController()
  const poll = lab.queue(name).poll(1, { waitMs: 20_000, signal: gone.signal })
  gone.abort()
  lab.queue(name).send({ body: 'for somebody else', attributes: {}, senderId: 'test', delayMs: 0 })
  assert.deepEqual(await poll, [])
  assert.equal((await receive()).length, 1)
})

test('a delayed message is not received before its time', async () => {
  const { QueueUrl, send, receive } = newQueue()
  await send('later', { DelaySeconds: 1 })
  assert.deepEqual(await receive(), [])
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  assert.equal(Attributes?.ApproximateNumberOfMessagesDelayed, '1')
  assert.equal((await receive({ WaitTimeSeconds: 5 }))[0]?.Body, 'later')
})

test('visibility can be returned at once', async () => {
  const { QueueUrl, send, receive } = newQueue()
  await send('returned')
  const [message] = await receive()
  const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }
  await client.send(new ChangeMessageVisibilityCommand(change))
  assert.equal((await receive()).length, 1)
  await assert.rejects(client.send(new ChangeMessageVisibilityCommand(change)), { name: /MessageNotInflight/ })
})

test('a message that was received too often goes to the dead letters', async () => {
  const dead = newQueue()
  const { send, receive } = newQueue({ redrive: { queueName: dead.name, maxReceiveCount: 2 } })
  await send('poison')
  await receive({ VisibilityTimeout: 0 })
  await receive({ VisibilityTimeout: 0 })
  assert.deepEqual(await receive({ VisibilityTimeout: 0 }), [])
  const [message] = await dead.receive()
  assert.equal(message?.Body, 'poison')
})

test('a queue is created and found over the wire, with its redrive policy', async () => {
  const dead = newQueue()
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 })
  const Attributes = { VisibilityTimeout: '90', RedrivePolicy }
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'made', Attributes }))
  assert.equal((await client.send(new GetQueueUrlCommand({ QueueName: 'made' }))).QueueUrl, QueueUrl)
  const all = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  assert.equal(all.Attributes?.VisibilityTimeout, '90')
  assert.equal(all.Attributes?.RedrivePolicy, RedrivePolicy)
})

test('a queue that does not exist is named as the SDK names it', async () => {
  const send = new SendMessageCommand({ QueueUrl: `${lab.url}/123456789012/nowhere`, MessageBody: 'x' })
  await assert.rejects(client.send(send), { name: 'QueueDoesNotExist' })
})

const entries = (count: number, MessageBody = 'x') =>
  Array.from({ length: count }, (_, index) => ({ Id: `entry-${index}`, MessageBody }))

test('a batch is sent and deleted entry by entry', async () => {
  const { name, QueueUrl, receive } = newQueue()
  const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries(10) }))
  assert.equal(sent.Successful?.length, 10)
  const received = await receive()
  const Entries = received.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
  await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  assert.equal(lab.depth(name), 0)
})

for (const [what, given, refusal] of [
  ['no entry', [], /EmptyBatchRequest/],
  ['more than ten entries', entries(11), /TooManyEntriesInBatchRequest/],
  ['a repeated id', [...entries(1), ...entries(1)], /BatchEntryIdsNotDistinct/],
  ['more than 1 MiB in sum', entries(2, 'x'.repeat(600_000)), /BatchRequestTooLong/],
] as const) {
  test(`a batch with ${what} is refused as a whole`, async () => {
    const { name, QueueUrl } = newQueue()
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [...given] })
    await assert.rejects(client.send(batch), { name: refusal })
    assert.equal(lab.depth(name), 0)
  })
}

test('a message over 1 MiB is refused', async () => {
  await assert.rejects(newQueue().send('x'.repeat(1_048_577)), { name: 'InvalidParameterValue' })
})
