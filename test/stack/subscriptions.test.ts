import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { SubscribeCommand } from '@aws-sdk/client-sns'
import { email } from '../../functions/config.ts'
import type { Stack } from '../../local/stack.ts'
import { snsClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  keepOpen,
  newestCount,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const hourMs = 3_600_000

describe('the subscriptions of a deployment', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let clockOffsetMs = 0
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const environments = { production: { page: [email('ops@acme.example')], watcher: [email('sre@acme.example')] } }
    const checks = [aWatch('orders', `${product.api.url}/me`), aWatch('slow', `${product.api.url}/me`, { every: '1h' })]
    const token = await product.mint()
    stack = opened(
      await startWatching(
        deploymentOf(checks, { environments }),
        { 'production/orders': token, 'production/slow': token },
        { clockOffsetMs: () => clockOffsetMs },
      ),
    )
  })

  const listings = () => stack.aws.sns.calls.filter(({ operation }) => operation === 'ListSubscriptionsByTopic').length
  const seen = () =>
    stack.logbook.events.filter((event) => event.event === 'subscriptions').map(({ pending }) => pending)
  const pending = () => newestCount(stack, 'SubscriptionsPending')

  async function subscribe(address: string): Promise<void> {
    const client = snsClient(stack.aws.sns.url)
    const { page: TopicArn } = stack.topicArns
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: address }))
    client.destroy()
  }

  async function anHourLater(): Promise<void> {
    clockOffsetMs += hourMs
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
  }

  it('are listed by the first tick, on every topic', async () => {
    await stack.tick(stackCadence)
    assert.deepEqual([listings(), seen()], [3, [[]]])
  })

  it('are a metric of every tick after it, and are listed again after an hour at the earliest', async () => {
    await stack.tick(stackCadence)
    await stack.tick('1h')
    await stack.tick('1h')
    assert.deepEqual([listings(), pending()], [3, 0])
  })

  it('are counted if a mailbox has not confirmed', async () => {
    await subscribe('new@acme.example')
    await anHourLater()
    assert.deepEqual([listings(), pending(), seen().at(-1)], [6, 1, ['page email']])
    stack.aws.sns.confirm(stack.topicArns.page, 'new@acme.example')
    await anHourLater()
    assert.equal(pending(), 0)
  })

  it('are counted if a mailbox unsubscribed', async () => {
    stack.aws.sns.unsubscribe(stack.topicArns.watcher, 'sre@acme.example')
    await anHourLater()
    assert.deepEqual([pending(), seen().at(-1)], [1, ['watcher email']])
  })

  it('keep their last count while SNS lists none, and the checks go on', async () => {
    const before = seen().length
    const times = Number.POSITIVE_INFINITY
    stack.aws.sns.inject({ operation: 'ListSubscriptionsByTopic', times, fault: { error: 'AuthorizationError' } })
    await anHourLater()
    assert.deepEqual([pending(), seen().length], [1, before])
    stack.aws.sns.clearFaults()
    await stack.tick(stackCadence)
    assert.equal(seen().length, before + 1)
  })

  it('are listed to their last page', async () => {
    for (let mailbox = 0; mailbox < 101; mailbox += 1) await subscribe(`many-${mailbox}@acme.example`)
    await anHourLater()
    assert.equal(pending(), 102)
  })

  it('are never shown by their addresses', () => {
    assert.doesNotMatch(stack.output.join(''), /@acme/)
  })
})
