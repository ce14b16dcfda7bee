import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { email, pagerDuty, secret, slackChannel } from '../../functions/config.ts'
import { pageTestEvent } from '../../functions/core/alerting/page-test.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { type PagerDutyServer, startPagerDuty } from '../support/pagerduty-server.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  newestCount,
  newestValues,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  stateOf,
  untilProved,
} from '../support/stack.ts'

const environments = {
  production: {
    page: [pagerDuty(secret('keys/production'))],
    notice: [slackChannel({ workspaceId: 'T0000001', channelId: 'C0000001' })],
  },
  staging: { page: [email('dev@acme.example')] },
}

describe('a test page', { timeout: 60_000 }, () => {
  let product: Product
  let pager: PagerDutyServer
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    pager = opened(await startPagerDuty())
    const orders = aWatch('orders', `${product.api.url}/me`, { environment: 'production' })
    const deployment = deploymentOf([orders], { environments, privateCa: pager.ca })
    const secrets = new Map([
      ['production/orders', await product.mint()],
      ['keys/production', 'P0'.repeat(16)],
    ])
    stack = opened(
      await startStack({ deployment: { ...deployment, pagerDutyHost: pager.host }, secrets, scheduled: false }),
    )
  }, hookLimit)

  const test = async (environment: string | null) => {
    const outcome = await stack.functions.probe.invoke(pageTestEvent({ environment }), 'operator')
    return outcome.ok ? outcome.payload : outcome
  }

  it('opens and closes an incident at PagerDuty, and says that it is a test', async () => {
    const tested = { environment: 'production', sent: 2, unsent: 0 }
    assert.deepEqual(await test('production'), { kind: 'tested', environments: [tested] })
    await pager.received(3)
    const notified = pager.events.map(({ event_action, dedup_key, payload }) => [
      event_action,
      dedup_key,
      payload.summary,
    ])
    assert.deepEqual(
      notified.map(([action, key]) => [action, key]),
      [
        ...['trigger', 'resolve'].map((action) => [
          action,
          '123456789012 eu-west-1/tokenwatch/acme/production/test:page',
        ]),
        ['resolve', 'tokenwatch/acme/production/test:page'],
      ],
    )
    for (const [, , summary] of notified) assert.match(summary ?? '', /^TEST: The credential production\/test:page /)
  })

  it('reaches mailboxes and chat channels with sentences that begin with TEST', () => {
    const [page] = pagesOf(stack)
    assert.equal(page?.subject, 'ALARM: TEST: production/test:page rejected')
    assert.match(page?.mail ?? '', /^TEST: .*nothing is wrong, this tests whether pages arrive\.$/m)
    const chats = stack.aws.sns.published.filter(({ topicArn }) => topicArn.endsWith('chat-notice-production'))
    for (const { byProtocol } of chats) assert.match(JSON.parse(byProtocol['default'] ?? '').content.title, /TEST/)
    assert.equal(chats.length, 2)
  })

  it('goes to every environment if none is named, and can be sent again', async () => {
    assert.deepEqual(await test(null), {
      kind: 'tested',
      environments: ['production', 'staging'].map((environment) => ({ environment, sent: 2, unsent: 0 })),
    })
    assert.equal(pagesOf(stack).length, 6)
  })

  it('goes nowhere if the deployment does not have the environment', async () => {
    const names = ['production', 'staging']
    assert.deepEqual(await test('elsewhere'), { kind: 'no_such_environment', names })
    assert.equal(pagesOf(stack).length, 6)
  })

  it('reports how many messages SNS did not accept', async () => {
    const times = Number.POSITIVE_INFINITY
    stack.aws.sns.inject({ operation: 'Publish', times, fault: { error: 'InternalError', status: 500 } })
    assert.deepEqual(await test('staging'), {
      kind: 'tested',
      environments: [{ environment: 'staging', sent: 0, unsent: 2 }],
    })
    stack.aws.sns.clearFaults()
  })

  it('leaves no incident open, and does not affect the ticks', async () => {
    const { incident, pending } = await stateOf(stack, 'production/test:page')
    assert.deepEqual([incident, pending], [null, []])
    await stack.tick(stackCadence)
    await untilProved(stack)
    await stack.tick(stackCadence)
    assert.deepEqual(
      [newestCount(stack, 'PagesPending'), newestValues(stack, 'Heartbeat', { Cadence: stackCadence })],
      [0, [1]],
    )
    assert.equal(pagesOf(stack).length, 6)
  })
})
