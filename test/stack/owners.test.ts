import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { email, pagerDuty, secret, slackChannel } from '../../functions/config.ts'
import { pageTestEvent } from '../../functions/core/alerting/page-test.ts'
import type { Stack } from '../../local/stack.ts'
import { type PagerDutyServer, startPagerDuty } from '../support/pagerduty-server.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  type Product,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const keys = { environment: 'P0'.repeat(16), payments: 'M1'.repeat(16), shipping: 'S2'.repeat(16) }

describe('credentials of several owners', { timeout: 60_000 }, () => {
  let product: Product
  let pager: PagerDutyServer
  let stack: Stack
  let token: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    pager = opened(await startPagerDuty())
    token = await product.mint()
    const watch = (id: string, owner: string) => aWatch(id, `${product.api.url}/me`, { owner })
    const deployment = deploymentOf([watch('cards', 'payments'), watch('labels', 'shipping'), watch('wiki', 'docs')], {
      environments: { production: { page: [pagerDuty(secret('keys/environment'))] } },
      owners: {
        payments: {
          page: [pagerDuty(secret('keys/payments')), slackChannel({ workspaceId: 'T0000001', channelId: 'C0000001' })],
        },
        shipping: { page: [pagerDuty(secret('keys/shipping'))] },
        docs: { notice: [email('docs@acme.example')] },
        platform: { notice: [email('platform@acme.example')] },
      },
      privateCa: pager.ca,
    })
    stack = opened(
      await startWatching(
        { ...deployment, pagerDutyHost: pager.host },
        {
          ...Object.fromEntries(['cards', 'labels', 'wiki'].map((id) => [`production/${id}`, token])),
          ...Object.fromEntries(Object.entries(keys).map(([name, key]) => [`keys/${name}`, key])),
        },
      ),
    )
  }, hookLimit)

  /** Returns whom PagerDuty would notify of each event: the service and the check. */
  const notified = (action: string) =>
    pager.events
      .filter(({ event_action, dedup_key }) => event_action === action && dedup_key.startsWith('123456789012 '))
      .map(({ routing_key, payload }) => [routing_key, payload.component])
      .toSorted()

  const expected = [
    [keys.payments, 'production/cards'],
    [keys.shipping, 'production/labels'],
    // An owner without people to page leaves that to the environment.
    [keys.environment, 'production/wiki'],
  ].toSorted()

  it('page the people of their own owner, and of no other', async () => {
    await stack.tick(stackCadence)
    await product.oauth.revoke(token)
    await stack.tick(stackCadence)
    await pager.received(3)
    assert.deepEqual(notified('trigger'), expected)
  })

  it('name the owner as the route, and reach the chat channel of the owner alone', () => {
    const routes = stack.aws.sns.published
      .filter(({ topicArn }) => topicArn === stack.pageTopicArn)
      .map(({ attributes }) => attributes['environment']?.Value)
    assert.deepEqual(
      routes.toSorted(),
      ['docs', 'payments', 'shipping'].map((owner) => `production:${owner}`),
    )
    const chats = stack.aws.sns.published.filter(({ topicArn }) => topicArn.includes('chat'))
    assert.deepEqual(
      chats.map(({ topicArn, byProtocol }) => [
        topicArn.split(':').at(-1),
        /production\/\w+/.exec(byProtocol['default'] ?? '')?.[0],
      ]),
      [['tokenwatch-acme-chat-page-_payments', 'production/cards']],
    )
  })

  it('tell their end to the people who heard of their beginning', async () => {
    const before = pager.events.length
    const fresh = await product.mint()
    for (const id of ['cards', 'labels', 'wiki']) stack.aws.secretsManager.put(`production/${id}`, fresh)
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    // Each end is sent under the key of earlier versions too.
    await pager.received(before + 6)
    assert.deepEqual(notified('resolve'), expected)
  })

  it('reach an owner by a test page', async () => {
    const before = pager.events.length
    const outcome = await stack.functions.probe.invoke(
      pageTestEvent({ environment: 'production', owner: 'payments' }),
      'operator',
    )
    const tested = { environment: 'production', owner: 'payments', sent: 2, unsent: 0 }
    assert.deepEqual(outcome.ok ? outcome.payload : outcome, { kind: 'tested', environments: [tested] })
    await pager.received(before + 3)
    assert.deepEqual([...new Set(pager.events.slice(before).map(({ routing_key }) => routing_key))], [keys.payments])
  })
})
