import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectSns, openAlerts } from '../../functions/aws/alerts.ts'
import type { LogEvent } from '../../functions/core/log.ts'
import type { PageMessage } from '../../functions/core/page-message.ts'
import { region } from '../../local/aws/account.ts'
import { type Sns, startSns } from '../../local/aws/sns.ts'

const message: PageMessage = {
  to: 'page',
  subject: 'ALARM: production/ci-bot revoked',
  json: '{"AlarmName":"x"}',
  text: 'It died.\n',
  environments: ['production'],
}
const unlogged = () => assert.fail('nothing to log')

/** The two topics that a page goes to. */
const topicsOf = (sns: Sns) => ({ page: sns.createTopic('page'), notice: sns.createTopic('notice') })

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

describe('a page', () => {
  it('reaches a topic as JSON for machines and as sentences for a mailbox', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const topicArns = topicsOf(sns)
    await openAlerts(() => connectSns({ endpoint: sns.url, region, credentials }), topicArns, unlogged)(message)
    const [published] = sns.published
    assert.equal(published?.topicArn, topicArns.page)
    assert.equal(published?.subject, message.subject)
    assert.deepEqual(published?.byProtocol, { default: message.json, email: message.text })
    assert.deepEqual(published?.attributes, { environment: { Type: 'String', Value: 'production' } })
  })

  it('that is not accepted is an error, so that it stays owed', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const publish = openAlerts(
      () => connectSns({ endpoint: sns.url, region, credentials, maxAttempts: 1 }),
      topicsOf(sns),
      unlogged,
    )
    sns.inject({ operation: 'Publish', times: 1, fault: { error: 'InternalError', status: 500 } })
    await assert.rejects(publish(message))
    assert.deepEqual(sns.published, [])
    await publish(message)
  })

  it('reaches the notice topic as well, word for word, once the page topic has it', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const topicArns = topicsOf(sns)
    await openAlerts(() => connectSns({ endpoint: sns.url, region, credentials }), topicArns, unlogged)(message)
    const [page, notice, ...more] = sns.published
    assert.deepEqual([page?.topicArn, notice?.topicArn, more.length], [topicArns.page, topicArns.notice, 0])
    const said = (one: typeof page) => [one?.subject, one?.byProtocol, one?.attributes]
    assert.deepEqual(said(notice), said(page))
  })

  it('is accepted though its notice is not, which is logged', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const topicArns = { page: sns.createTopic('page'), notice: 'arn:aws:sns:eu-west-1:123456789012:missing' }
    const logged: LogEvent[] = []
    const connect = () => connectSns({ endpoint: sns.url, region, credentials, maxAttempts: 1 })
    await openAlerts(connect, topicArns, (event) => logged.push(event))(message)
    assert.deepEqual(
      sns.published.map(({ topicArn }) => topicArn),
      [topicArns.page],
    )
    assert.deepEqual(logged, [{ event: 'fault', where: 'notice', code: 'not_accepted', check: null }])
  })

  it('connects for the first one, and not again', async () => {
    let connections = 0
    const connect = async () => {
      connections += 1
      return async () => undefined
    }
    const publish = openAlerts(connect, { page: 'page', notice: 'notice' }, unlogged)
    assert.equal(connections, 0)
    await Promise.all([publish(message), publish(message)])
    await publish(message)
    assert.equal(connections, 1)
  })
})
