import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { PublishCommand } from '@aws-sdk/client-sns'
import { email, pagerDuty, secret } from '../../functions/config.ts'
import type { TopicName } from '../../functions/core/model/audience.ts'
import type { Stack } from '../../local/stack.ts'
import { undelivered } from '../../local/topics.ts'
import { snsClient } from '../local/aws/clients.ts'
import { until } from '../local/oauth/until.ts'
import { cloudWatchAlarm } from '../support/alarm.ts'
import { type PagerDutyServer, startPagerDuty } from '../support/pagerduty-server.ts'
import {
  aWatch,
  deploymentOf,
  keepOpen,
  nextEvent,
  type Product,
  pagesOf,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

const keys = { production: 'P0'.repeat(16), staging: 'S1'.repeat(16), watcher: 'W2'.repeat(16) }
const malformedKey = 'R0-not-an-integration-key'

const environments = {
  production: { page: [pagerDuty(secret('keys/production')), email('ops@acme.example')] },
  staging: {
    page: [pagerDuty(secret('keys/staging', 'key'), { region: 'eu' })],
    watcher: [pagerDuty(secret('keys/watcher'))],
  },
}

describe('PagerDuty', { timeout: 60_000 }, () => {
  let product: Product
  let pagerDuty: PagerDutyServer
  let stack: Stack
  let token: string
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    pagerDuty = opened(await startPagerDuty())
    token = await product.mint()
    const checks = [aWatch('orders', `${product.api.url}/me`, { environment: 'production', usedBy: ['shop'] })]
    const deployment = deploymentOf(checks, { environments, privateCa: pagerDuty.ca })
    stack = opened(
      await startWatching(
        { ...deployment, pagerDutyHost: pagerDuty.host },
        {
          'production/orders': token,
          'keys/production': keys.production,
          'keys/staging': JSON.stringify({ key: keys.staging }),
          'keys/watcher': keys.watcher,
        },
        { asynchronousRetryDelayMs: 1 },
      ),
    )
  })

  async function publish(topic: TopicName, Message: string, environment?: string): Promise<void> {
    const client = snsClient(stack.aws.sns.url)
    const MessageAttributes =
      environment === undefined ? {} : { environment: { DataType: 'String', StringValue: environment } }
    await client.send(new PublishCommand({ TopicArn: stack.topicArns[topic], Message, MessageAttributes }))
    client.destroy()
  }

  const firstPage = () => pagesOf(stack)[0]?.raw ?? ''

  /** The first page of the deployment once more, as one that was decided after all others. */
  const pageAgain = () => {
    const page = JSON.parse(firstPage())
    const again = { ...page, Tokenwatch: { ...page.Tokenwatch, sequence: Number.MAX_SAFE_INTEGER } }
    return publish('page', JSON.stringify(again), 'production')
  }

  const letters = () => stack.aws.sqs.depth(undelivered)
  const faults = () =>
    stack.logbook.events.flatMap((event) =>
      event.event === 'fault' && event.where !== 'notify' ? [`${event.code} ${event.check}`] : [],
    )

  const storeKey = (value: string) => stack.aws.secretsManager.put('keys/production', value)
  const denyKey = (times: number) =>
    stack.aws.secretsManager.inject({ operation: 'GetSecretValue', times, fault: { error: 'AccessDeniedException' } })

  it('gets one event about a rejected token, in the service of its environment', async () => {
    await product.oauth.revoke(token)
    await stack.tick(stackCadence)
    await pagerDuty.received(1)
    const { StateChangeTime, Tokenwatch } = JSON.parse(pagesOf(stack)[0]?.raw ?? '')
    const facts = {
      impact: 'Nobody can order',
      owner: 'platform',
      usedBy: 'shop',
      openedAt: Tokenwatch.openedAt,
      versionId: Tokenwatch.versionId,
      description: 'Nobody can order. Owner: platform. Runbook: https://wiki.acme.example/tokens',
      Acknowledge: 'npx tokenwatch ack production/orders --deployment acme --region eu-west-1',
      'Look again': 'npx tokenwatch gate production/orders --evidence fresh --deployment acme --region eu-west-1',
      'What to do': 'put a working token into the secret',
    }
    const inTheConsole = ['Dashboard', 'Log'].map((text) => ({ href: Tokenwatch.next[text], text }))
    assert.deepEqual(pagerDuty.events, [
      {
        routing_key: keys.production,
        event_action: 'trigger',
        dedup_key: '123456789012 eu-west-1/tokenwatch/acme/production/orders',
        client: 'Tokenwatch',
        links: [{ href: 'https://wiki.acme.example/tokens', text: 'Runbook' }, ...inTheConsole],
        payload: {
          summary: 'The credential production/orders is rejected by its API: unauthorized (HTTP 401)',
          source: '123456789012 eu-west-1',
          severity: 'critical',
          timestamp: StateChangeTime.replace('+0000', 'Z'),
          component: 'production/orders',
          group: 'production',
          class: 'rejected',
          custom_details: facts,
        },
        answered: 202,
      },
    ])
  })

  it('gets the resolve event under the same key, and under the key of earlier versions', async () => {
    stack.aws.secretsManager.put('production/orders', await product.mint())
    const notified = nextEvent(stack, (event) => event.event === 'notification' && event.action === 'resolve')
    await stack.tick(stackCadence)
    await stack.tick(stackCadence)
    const logged = await notified
    assert.equal(logged.event === 'notification' && logged.check, 'production/orders')
    const [opened, closed, earlier] = pagerDuty.events
    assert.deepEqual(
      [closed?.event_action, closed?.dedup_key, closed?.routing_key],
      ['resolve', opened?.dedup_key, opened?.routing_key],
    )
    assert.deepEqual([earlier?.event_action, earlier?.dedup_key], ['resolve', 'tokenwatch/acme/production/orders'])
    assert.equal(pagerDuty.events.length, 3)
  })

  it('gets no opening that comes after the end of its incident', async () => {
    const before = pagerDuty.events.length
    const notified = nextEvent(stack, ({ event }) => event === 'notification')
    await publish('page', firstPage(), 'production')
    await notified
    assert.deepEqual(pagerDuty.events.slice(before), [])
  })

  it('gets the event again after it answered 429', async () => {
    const before = pagerDuty.events.length
    pagerDuty.refuse(429)
    const notified = nextEvent(stack, ({ event }) => event === 'notification')
    await pageAgain()
    await notified
    assert.deepEqual(
      pagerDuty.events.slice(before).map(({ answered, dedup_key }) => [answered, dedup_key]),
      [429, 202].map((status) => [status, '123456789012 eu-west-1/tokenwatch/acme/production/orders']),
    )
    assert.deepEqual([faults(), letters()], [['http_429 production/orders'], 0])
  })

  const troubles: readonly (readonly [name: string, code: string, sent: number, begin: () => void])[] = [
    ['PagerDuty fails every time', 'http_500', 3, () => pagerDuty.refuse(500, 500, 500)],
    ['PagerDuty calls the event invalid', 'http_400', 3, () => pagerDuty.refuse(400, 400, 400)],
    ['the key has another shape', 'integration_key_malformed', 0, () => storeKey(malformedKey)],
    ['a line break stands behind the key', 'trailing_newline', 0, () => storeKey(`${keys.production}\n`)],
    ['the key may not be read', 'AccessDeniedException', 0, () => denyKey(3)],
  ]
  for (const [name, code, sent, begin] of troubles)
    it(`gets three attempts if ${name}, and the dead letters keep the event`, async () => {
      const before = { events: pagerDuty.events.length, letters: letters(), faults: faults().length }
      begin()
      await pageAgain()
      await until(() => letters() > before.letters && faults().length >= before.faults + 3)
      storeKey(keys.production)
      assert.equal(pagerDuty.events.length, before.events + sent)
      assert.deepEqual(faults().slice(before.faults), Array(3).fill(`${code} production/orders`))
    })

  it('gets an alarm of CloudWatch in every service of the watchers, and in no other', async () => {
    const before = pagerDuty.events.length
    await publish('watcher', JSON.stringify(cloudWatchAlarm))
    await pagerDuty.received(before + 2)
    await publish('watcher', JSON.stringify({ ...cloudWatchAlarm, NewStateValue: 'OK' }))
    await pagerDuty.received(before + 6)
    const notified = pagerDuty.events.slice(before).filter(({ dedup_key }) => dedup_key.startsWith('123456789012 '))
    assert.deepEqual(
      notified.map(({ event_action, routing_key }) => `${event_action} ${routing_key}`).toSorted(),
      ['resolve', 'trigger'].flatMap((action) => [keys.production, keys.watcher].map((key) => `${action} ${key}`)),
    )
    assert.deepEqual(
      [...new Set(notified.map(({ dedup_key, payload }) => `${dedup_key}: ${payload.summary}`))],
      ['123456789012 EU (Ireland)/tokenwatch-acme-Heartbeat-5m: Threshold Crossed: no datapoints were received'],
    )
  })

  it('gets nothing about an environment without a PagerDuty service', async () => {
    const before = pagerDuty.events.length
    await publish('page', pagesOf(stack)[0]?.raw ?? '', 'elsewhere')
    await publish('page', pagesOf(stack)[0]?.raw ?? '', 'staging')
    await pagerDuty.received(before + 1)
    const notified = pagerDuty.events.slice(before).map(({ routing_key }) => routing_key)
    assert.deepEqual(notified, [keys.staging])
  })

  it('gets nothing about a message that is no alarm, which ends in the dead letters', async () => {
    const before = { events: pagerDuty.events.length, letters: letters() }
    await publish('page', 'Hello {', 'production')
    await until(() => letters() > before.letters)
    assert.equal(pagerDuty.events.length, before.events)
  })

  it('gets its events without a key or a token in any byte that was printed', () => {
    const printed = stack.output.join('')
    assert.match(printed, /integration_key_malformed/)
    for (const value of [...Object.values(keys), token, malformedKey]) assert.equal(printed.includes(value), false)
  })
})
