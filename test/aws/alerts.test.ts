import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { type AlertTopics, connectSns, openAlerts } from '../../functions/aws/alerts.ts'
import type { Message } from '../../functions/core/alerting/messages/message.ts'
import type { Routing } from '../../functions/core/model/audience.ts'
import type { LogEvent } from '../../functions/core/state/log.ts'
import { region } from '../../local/aws/account.ts'
import { type Sns, startSns } from '../../local/aws/sns.ts'

const message: Message = {
  to: 'page',
  subject: 'ALARM: production/ci-bot revoked',
  json: '{"AlarmName":"x"}',
  text: 'It died.\n',
  chat: '{"version":"1.0"}',
  routes: ['production'],
}
/** One team with its own people. */
const owners: Routing['owners'] = [
  { name: 'payments', page: [{ kind: 'email', address: 'p@acme.example' }], notice: [] },
]
const unlogged = () => assert.fail('nothing to log')

/** The topics of a deployment, with those of chat channels where a test names some. */
function topicsOf(sns: Sns, chat: readonly string[] = []): AlertTopics {
  const [page, notice, watcher] = ['page', 'notice', 'watcher'].map(sns.createTopic)
  const arns = { page: page ?? '', notice: notice ?? '', watcher: watcher ?? '' }
  const routing = { environments: [], owners }
  return { arns, chat: new Map(chat.map((key) => [key, sns.createTopic(key.replace(/\W/g, '-'))])), routing }
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const connectTo = (sns: Sns) => () => connectSns({ endpoint: sns.url, region, credentials, maxAttempts: 1 })

/** An SNS that ends with the test. */
async function anSns(t: TestContext): Promise<Sns> {
  const sns = await startSns()
  t.after(() => sns.close())
  return sns
}

const namesOf = ({ published }: Sns) => published.map(({ topicArn }) => topicArn.split(':').at(-1))

describe('a page', () => {
  it('reaches a topic as JSON for machines and as sentences for a mailbox', async (t) => {
    const sns = await anSns(t)
    await openAlerts(connectTo(sns), topicsOf(sns), unlogged)(message)
    const [published] = sns.published
    assert.deepEqual([namesOf(sns)[0], published?.subject], ['page', message.subject])
    assert.deepEqual(published?.byProtocol, { default: message.json, email: message.text })
    assert.deepEqual(published?.attributes, { environment: { Type: 'String', Value: 'production' } })
  })

  it('that is not accepted is an error, so that it stays pending', async (t) => {
    const sns = await anSns(t)
    const publish = openAlerts(connectTo(sns), topicsOf(sns), unlogged)
    sns.inject({ operation: 'Publish', times: 1, fault: { error: 'InternalError', status: 500 } })
    await assert.rejects(publish(message))
    assert.deepEqual(sns.published, [])
    await publish(message)
  })

  it('reaches the notice topic in the same words, after the page topic accepted it', async (t) => {
    const sns = await anSns(t)
    await openAlerts(connectTo(sns), topicsOf(sns), unlogged)(message)
    const [page, notice] = sns.published
    assert.deepEqual(namesOf(sns), ['page', 'notice'])
    const said = (one: typeof page) => [one?.subject, one?.byProtocol, one?.attributes]
    assert.deepEqual(said(notice), said(page))
  })

  it('is accepted although its copies are not, which is logged', async (t) => {
    const sns = await anSns(t)
    const missing = 'arn:aws:sns:eu-west-1:123456789012:missing'
    const { arns, routing } = topicsOf(sns)
    const topics = { arns: { ...arns, notice: missing }, chat: new Map([['page/production', missing]]), routing }
    const logged: LogEvent[] = []
    await openAlerts(connectTo(sns), topics, (event) => logged.push(event))(message)
    assert.deepEqual(namesOf(sns), ['page'])
    const unaccepted = (where: string) => ({ event: 'fault', where, code: 'not_accepted', check: null })
    assert.deepEqual(logged, ['notice', 'chat'].map(unaccepted))
  })

  it('reaches the chat channels of its environment, for pages and for notices, in their format', async (t) => {
    const sns = await anSns(t)
    const topics = topicsOf(sns, ['page/production', 'notice/production', 'notice/staging', 'watcher'])
    await openAlerts(connectTo(sns), topics, unlogged)(message)
    assert.deepEqual(namesOf(sns).toSorted(), ['notice', 'notice-production', 'page', 'page-production'])
    const chats = sns.published.filter(({ topicArn }) => topicArn.endsWith('-production'))
    assert.deepEqual(
      chats.map(({ byProtocol, subject }) => [byProtocol, subject]),
      Array(2).fill([{ default: message.chat }, null]),
    )
  })

  it('connects for the first message only', async () => {
    let connections = 0
    const connect = async () => {
      connections += 1
      return async () => undefined
    }
    const arns = { page: 'page', notice: 'notice', watcher: 'watcher' }
    const publish = openAlerts(connect, { arns, chat: new Map(), routing: { environments: [], owners } }, unlogged)
    assert.equal(connections, 0)
    await Promise.all([publish(message), publish(message)])
    await publish(message)
    assert.equal(connections, 1)
  })
})

describe('a notice', () => {
  it('reaches the notice topic alone, with all of its environments', async (t) => {
    const sns = await anSns(t)
    const topics = topicsOf(sns, ['page/staging', 'notice/staging'])
    const notice: Message = { ...message, to: 'notice', routes: ['production', 'staging'] }
    await openAlerts(connectTo(sns), topics, unlogged)(notice)
    assert.deepEqual(namesOf(sns), ['notice', 'notice-staging'])
    const both = { Type: 'String.Array', Value: '["production","staging"]' }
    assert.deepEqual(sns.published[0]?.attributes, { environment: both })
  })
})

describe('a message of an owner', () => {
  const ofPayments = { ...message, routes: ['production:payments'] }

  it('names the route as an attribute, by which SNS filters', async (t) => {
    const sns = await anSns(t)
    await openAlerts(connectTo(sns), topicsOf(sns), unlogged)(ofPayments)
    const route = { Type: 'String', Value: 'production:payments' }
    assert.deepEqual(
      sns.published.map(({ attributes }) => attributes),
      Array(2).fill({ environment: route }),
    )
  })

  it('reaches the chat channels of the owner, and those of the environment where the owner has no subscribers', async (t) => {
    const sns = await anSns(t)
    const topics = topicsOf(sns, ['page/:payments', 'page/production', 'notice/production'])
    await openAlerts(connectTo(sns), topics, unlogged)(ofPayments)
    assert.deepEqual(namesOf(sns).toSorted(), ['notice', 'notice-production', 'page', 'page--payments'])
  })

  it('reaches no chat channel of the environment where the owner has other subscribers', async (t) => {
    const sns = await anSns(t)
    const topics = topicsOf(sns, ['page/production', 'notice/production'])
    await openAlerts(connectTo(sns), topics, unlogged)(ofPayments)
    assert.deepEqual(namesOf(sns).toSorted(), ['notice', 'notice-production', 'page'])
  })

  it('goes to the environment once the config no longer has the owner', async (t) => {
    const sns = await anSns(t)
    await openAlerts(
      connectTo(sns),
      topicsOf(sns),
      unlogged,
    )({ ...message, routes: ['production:orders', 'production'] })
    assert.deepEqual(sns.published[0]?.attributes, { environment: { Type: 'String', Value: 'production' } })
  })
})

describe('a message to the watchers', () => {
  it('reaches their topic and their chat channels, and is about no environment', async (t) => {
    const sns = await anSns(t)
    const { arns, routing } = topicsOf(sns)
    const topics = { arns, routing, chat: new Map([['watcher', sns.createTopic('watcher-chat')]]) }
    const toWatchers: Message = { ...message, to: 'watcher', routes: [] }
    await openAlerts(connectTo(sns), topics, unlogged)(toWatchers)
    assert.deepEqual(namesOf(sns), ['watcher', 'watcher-chat'])
    assert.deepEqual(sns.published[0]?.attributes, {})
  })
})
