import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  type PublishCommandInput,
  type SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns'
import { type Sns, startSns } from '../../../local/aws/sns.ts'
import type { SnsLambdaEvent, SnsNotification } from '../../../local/aws/topic.ts'
import { snsClient } from './clients.ts'
import { untilSynchronously } from './until.ts'

let lab: Sns
let client: SNSClient
let topic: string

before(async () => {
  lab = await startSns({ redeliveryDelayMs: 1 })
  client = snsClient(lab.url)
  topic = lab.createTopic('page')
})
after(() => lab.close())

const publish = (given: Partial<PublishCommandInput>) =>
  client.send(new PublishCommand({ TopicArn: topic, Message: 'a message', ...given }))

test('a published message is recorded as it was sent', async () => {
  const heard: string[] = []
  const stop = lab.onPublish(({ messageId }) => heard.push(messageId))
  const Message = 'line\r\nwith <xml> & "quotes" + ü % =\u2028'
  const MessageAttributes = { check: { DataType: 'String', StringValue: 'production/billing' } }
  const { MessageId } = await publish({ Subject: 'ALARM: billing', Message, MessageAttributes })
  stop()
  const published = lab.published.at(-1)
  assert.deepEqual(heard, [MessageId])
  assert.equal(published?.messageId, MessageId)
  assert.equal(published?.topicArn, topic)
  assert.equal(published?.subject, 'ALARM: billing')
  assert.equal(published?.message, Message)
  assert.equal(published?.structure, null)
  assert.deepEqual(published?.byProtocol, { default: Message })
  assert.deepEqual(published?.attributes, { check: { Type: 'String', Value: 'production/billing' } })
})

test('a message by protocol is split', async () => {
  const Message = JSON.stringify({ default: 'for all', email: 'for people' })
  await publish({ MessageStructure: 'json', Message })
  assert.deepEqual(lab.published.at(-1)?.byProtocol, { default: 'for all', email: 'for people' })
})

for (const [what, given] of Object.entries({
  'a subject over 100 characters': { Subject: 'x'.repeat(101) },
  'a subject with a line break': { Subject: 'two\nlines' },
  'a subject that is not ASCII': { Subject: 'schön' },
  'a subject that begins with a space': { Subject: ' x' },
  'an empty message': { Message: '' },
  'a message over 262144 bytes': { Message: 'x'.repeat(262_145) },
  'a message over 262144 bytes in fewer characters': { Message: 'ü'.repeat(131_073) },
  'a message by protocol that is not JSON': { MessageStructure: 'json', Message: '{' },
  'a message by protocol that is not an object': { MessageStructure: 'json', Message: '["default"]' },
  'a message by protocol without a default': { MessageStructure: 'json', Message: '{"email":"x"}' },
})) {
  test(`${what} is refused`, async () => {
    const before = lab.published.length
    await assert.rejects(publish(given), { name: 'InvalidParameterException' })
    assert.equal(lab.published.length, before)
  })
}

test('a subject of 100 characters and a message of 262144 bytes are accepted', async () => {
  await publish({ Subject: 'x'.repeat(100), Message: 'ü'.repeat(131_072) })
})

test('a topic that does not exist is not found', async () => {
  await assert.rejects(publish({ TopicArn: `${topic}-not` }), { name: 'NotFoundException' })
})

test('an injected error keeps its name', async () => {
  lab.inject({ operation: 'Publish', times: 1, fault: { error: 'Throttling', status: 400 } })
  await assert.rejects(publish({}), { name: 'Throttling' })
})

test('topics and subscriptions are created and listed over the wire', async () => {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'notice' }))
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'dev@acme.example' }))
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  assert.deepEqual(
    Subscriptions?.map(({ Protocol, Endpoint }) => [Protocol, Endpoint]),
    [['email', 'dev@acme.example']],
  )
})

test('a mailbox is pending until it has confirmed, and gone once it unsubscribes', async () => {
  const TopicArn = lab.createTopic('asked')
  const counts = async () => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }))
    return [Attributes['SubscriptionsConfirmed'], Attributes['SubscriptionsPending']]
  }
  const arns = async () => {
    const { Subscriptions = [] } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
    return Subscriptions.map(({ SubscriptionArn }) => SubscriptionArn?.replace(TopicArn, 'topic'))
  }
  const mail = { TopicArn, Protocol: 'email', Endpoint: 'dev@acme.example' }
  assert.equal((await client.send(new SubscribeCommand(mail))).SubscriptionArn, 'pending confirmation')
  assert.deepEqual([await arns(), await counts()], [['PendingConfirmation'], ['0', '1']])
  lab.confirm(TopicArn, 'dev@acme.example')
  assert.deepEqual([await arns(), await counts()], [['topic:0'], ['1', '0']])
  lab.unsubscribe(TopicArn, 'dev@acme.example')
  assert.deepEqual([await arns(), await counts()], [[], ['0', '0']])
})

test('each subscriber gets the text of its protocol, and a function gets it in an envelope', async () => {
  const arn = lab.createTopic('delivered')
  const mails: SnsNotification[] = []
  const events: SnsLambdaEvent[] = []
  lab.subscribe(arn, 'email', async (notification) => void mails.push(notification))
  lab.subscribe(arn, 'lambda', async (event) => void events.push(event))
  const Message = JSON.stringify({ default: 'for all', email: 'for people' })
  await publish({ TopicArn: arn, Subject: 'News', MessageStructure: 'json', Message })
  await untilSynchronously(() => mails.length + events.length === 2)
  assert.deepEqual([mails[0]?.Subject, mails[0]?.Message], ['News', 'for people'])
  const record = events[0]?.Records[0]
  assert.equal(record?.EventSource, 'aws:sns')
  assert.equal(record?.Sns.Message, 'for all')
  assert.equal(record?.Sns.TopicArn, arn)
})

test('a failed delivery is retried', async () => {
  const arn = lab.createTopic('stubborn')
  let attempts = 0
  const delivered: string[] = []
  lab.subscribe(arn, 'https', async ({ Message }) => {
    attempts += 1
    if (attempts < 3) throw new Error('away')
    delivered.push(Message)
  })
  await publish({ TopicArn: arn, Message: 'in the end' })
  await untilSynchronously(() => delivered.length > 0)
  assert.deepEqual(delivered, ['in the end'])
})
