import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSnsEvent } from '../../functions/notify/sns-event.ts'

const topicArns = { page: 'arn:page', notice: 'arn:notice', watcher: 'arn:watcher' }
const sns = {
  TopicArn: 'arn:page',
  Message: 'text',
  MessageAttributes: { environment: { Type: 'String', Value: 'production' } },
}
const parse = (...messages: readonly unknown[]) =>
  parseSnsEvent({ Records: messages.map((Sns) => ({ EventSource: 'aws:sns', Sns })) }, topicArns)

describe('an event of SNS', () => {
  it('holds messages, each with its topic and its route', () => {
    assert.deepEqual(parse(sns, { ...sns, TopicArn: 'arn:notice' }), [
      { topic: 'page', routes: ['production'], message: 'text' },
      { topic: 'notice', routes: ['production'], message: 'text' },
    ])
  })

  it('may have no route, like those of CloudWatch', () => {
    for (const MessageAttributes of [undefined, {}, { environment: { Type: 'Number', Value: 5 } }])
      assert.deepEqual(parse({ ...sns, TopicArn: 'arn:watcher', MessageAttributes }), [
        { topic: 'watcher', routes: null, message: 'text' },
      ])
  })

  it('ignores unknown topics, and everything that is not a message', () => {
    const others = [{ ...sns, TopicArn: 'arn:other' }, { ...sns, Message: 5 }, null, 'text']
    assert.deepEqual(
      parse(...others),
      others.map(() => null),
    )
    for (const event of [null, {}, { Records: {} }, 'Records'])
      assert.deepEqual(parseSnsEvent(event, topicArns), [null])
  })
})
