import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Stack } from '../../local/stack.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  itemsOf,
  keepOpen,
  nextEvent,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
  stateOf,
} from '../support/stack.ts'

describe('one credential in two environments', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  let token: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    token = await product.mint()
    const watch = (environment: string) =>
      aWatch('orders', `${product.api.url}/me`, {
        environment,
        secret: { from: 'secrets-manager', id: `${environment}/orders` },
      })
    const deployment = deploymentOf([watch('staging'), watch('production')], {
      environments: { staging: {}, production: {} },
    })
    stack = opened(await startWatching(deployment, { 'staging/orders': token, 'production/orders': token }))
  }, hookLimit)

  /** Returns the messages on the notice topic. */
  const notices = () =>
    stack.aws.sns.published
      .filter(({ topicArn }) => topicArn === stack.topicArns.notice)
      .map(({ byProtocol }) => byProtocol['email'] ?? '')

  it('is found by the review that the first tick enqueues', async () => {
    const reviewed = nextEvent(stack, ({ event }) => event === 'review')
    await stack.tick(stackCadence)
    const event = await reviewed
    assert.deepEqual(event.event === 'review' && [event.source, event.subject, event.findings], [
      'environments',
      'orders',
      2,
    ])
  })

  it('is reported on both sides, each with the name of the other', async () => {
    await stack.tick(stackCadence)
    for (const [here, there] of [
      ['staging/orders', 'production/orders'],
      ['production/orders', 'staging/orders'],
    ] as const) {
      const { standing, reason, severity, detail } = await stateOf(stack, here)
      assert.deepEqual([standing, reason, severity], ['valid', 'shared_across_environments', 'notice'])
      assert.equal(detail, `it has the same value as ${there}`)
    }
  })

  it('causes a notice, and does not page', async () => {
    await stack.tick(stackCadence)
    const text = notices().join('\n')
    assert.match(text, /staging\/orders/)
    assert.match(text, /production\/orders/)
    assert.equal(stack.aws.sns.published.filter(({ topicArn }) => topicArn === stack.pageTopicArn).length, 0)
  })

  it('leaves neither its value nor a fingerprint in any output', async () => {
    const kept = JSON.stringify(await itemsOf(stack)) + stack.output.join('')
    assert.ok(!kept.includes(token))
    assert.doesNotMatch(kept, /fingerprint|sha256/i)
  })
})
