import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  pendingSubscriptions,
  type Subscription,
  watchSubscriptions,
} from '../../../functions/core/alerting/subscriptions.ts'
import type { TopicName } from '../../../functions/core/model/audience.ts'
import type { Subscriber } from '../../../functions/core/model/deployment.ts'
import type { SubscriptionsSeen } from '../../../functions/core/state/batch-record.ts'
import type { LogEvent } from '../../../functions/core/state/log.ts'
import { aCheck, aDeployment, anEnvironment } from '../../support/check.ts'
import { nowMs } from '../../support/reading.ts'

const mailbox = (address: string): Subscriber => ({ kind: 'email', address })
const environments = [
  anEnvironment({ name: 'production', page: [mailbox('Ops@acme.example')], watcher: [mailbox('sre@acme.example')] }),
  anEnvironment({ name: 'staging', page: [mailbox('dev@acme.example')] }),
]
const deployment = aDeployment([aCheck(), aCheck({ id: 'slow', everySeconds: 3_600 })], { environments })

const subscribed = (topic: TopicName, endpoint: string, overrides: Partial<Subscription> = {}): Subscription => ({
  topic,
  protocol: 'email',
  endpoint,
  confirmed: true,
  ...overrides,
})
const everybody = [
  subscribed('page', 'ops@acme.example'),
  subscribed('page', 'dev@acme.example'),
  subscribed('watcher', 'sre@acme.example'),
  // Staging has no watchers, so the subscribers of its pages take their place.
  subscribed('watcher', 'dev@acme.example'),
]

describe('the subscribers that receive nothing', () => {
  const cases: readonly (readonly [string, readonly Subscription[], readonly string[]])[] = [
    ['is nobody where all have confirmed', everybody, []],
    ['is nobody of those whom the config does not name', [...everybody, subscribed('notice', 'x@acme.example')], []],
    [
      'is a mailbox that has not confirmed',
      [subscribed('page', 'ops@acme.example', { confirmed: false }), ...everybody.slice(1)],
      ['page email'],
    ],
    [
      'is an endpoint that has not confirmed, whoever subscribed it',
      [...everybody, subscribed('notice', 'https://hooks.example/', { protocol: 'https', confirmed: false })],
      ['notice https'],
    ],
    ['is a mailbox that ended its subscription', everybody.slice(0, 3), ['watcher email']],
    ['is everybody where nobody is subscribed', [], ['page email', 'page email', 'watcher email', 'watcher email']],
  ]
  for (const [what, subscriptions, pending] of cases)
    it(what, () => assert.deepEqual(pendingSubscriptions(deployment, subscriptions), pending))
})

describe('a subscriber of another kind', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:on-page'
  const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:pages'
  const integrationKey = { secretId: 'pagerduty', field: null, keyArn: null }
  const page: readonly Subscriber[] = [
    { kind: 'https', url: 'https://user:secret@hooks.acme.example/pages?team=1' },
    { kind: 'lambda', functionArn },
    { kind: 'sqs', queueArn },
    { kind: 'pagerduty', via: 'events', region: 'us', integrationKey },
    { kind: 'pagerduty', via: 'cloudwatch', region: 'eu', integrationKey, versionId: 'v' },
    { kind: 'slack', workspaceId: 'T0000001', channelId: 'C0000001' },
  ]
  const several = aDeployment([aCheck()], {
    environments: [anEnvironment({ page, watcher: [mailbox('sre@acme.example')] })],
  })
  const rest = [
    subscribed('page', 'https://user:****@hooks.acme.example/pages?team=1', { protocol: 'https' }),
    subscribed('page', functionArn, { protocol: 'lambda' }),
    subscribed('page', queueArn, { protocol: 'sqs' }),
    subscribed('page', 'arn:aws:lambda:eu-west-1:123456789012:function:tokenwatch-acme-Notify-1A2B', {
      protocol: 'lambda',
    }),
    subscribed('page', 'https://events.eu.pagerduty.com/integration/k/enqueue', { protocol: 'https' }),
    subscribed('watcher', 'sre@acme.example'),
  ]

  it('is known by its subscription, however SNS shows it', () => {
    assert.deepEqual(pendingSubscriptions(several, rest), [])
  })

  for (const [index, { topic, protocol, endpoint }] of rest.entries())
    it(`receives nothing once it is no longer subscribed: ${endpoint}`, () => {
      const others = rest.filter((_, place) => place !== index)
      assert.deepEqual(pendingSubscriptions(several, others), [`${topic} ${protocol}`])
    })
})

describe('integrations of PagerDuty with one host', () => {
  const pager = (secretId: string, versionId = 'v', field: string | null = null): Subscriber => ({
    kind: 'pagerduty',
    via: 'cloudwatch',
    region: 'us',
    versionId,
    integrationKey: { secretId, field, keyArn: null },
  })
  const https = (path: string, host = 'events.pagerduty.com') =>
    subscribed('page', `https://${host}/${path}`, { protocol: 'https' })
  const own = https('integration/x/enqueue')
  const watched = subscribed('watcher', 'sre@acme.example')

  type Case = readonly [what: string, page: readonly Subscriber[], listed: readonly Subscription[], pending: number]
  const two = [pager('payments'), pager('platform')]
  const cases: readonly Case[] = [
    ['are all there', two, [https('integration/a/enqueue'), https('integration/b/enqueue')], 0],
    ['miss one of two', two, [https('integration/a/enqueue')], 1],
    ['miss one of two, and one address is listed twice', two, [own, own], 1],
    ['miss both', two, [], 2],
    ['miss one beside one of another host', two, [own, https('integration/b/enqueue', 'events.eu.pagerduty.com')], 1],
    ['differ by field', [pager('keys', 'v', 'a'), pager('keys', 'v', 'b')], [own], 1],
    ['differ by version', [pager('keys', 'v1'), pager('keys', 'v2')], [own], 1],
    ['are one where all is the same', [pager('keys'), pager('keys')], [own], 0],
    [
      'miss one, in whose place stands an address that the config names',
      [...two, { kind: 'https', url: 'https://events.pagerduty.com/x' }],
      [own, https('x')],
      1,
    ],
  ]
  for (const [what, page, listed, pending] of cases)
    it(what, () => {
      const deployment = aDeployment([aCheck()], {
        environments: [anEnvironment({ page, watcher: [mailbox('sre@acme.example')] })],
      })
      assert.deepEqual(pendingSubscriptions(deployment, [...listed, watched]), Array(pending).fill('page https'))
    })
})

describe('a tick', () => {
  /** Returns the listing of a tick, and its log. */
  async function watch(
    cadence: string,
    last: SubscriptionsSeen | null,
    list: () => Promise<readonly Subscription[]> = async () => [],
  ) {
    const logged: LogEvent[] = []
    const log = (event: LogEvent) => void logged.push(event)
    const seen = await watchSubscriptions(cadence, last, { deployment, subscriptions: list, log, now: () => nowMs })
    return { seen, logged }
  }

  it('lists the subscriptions if it is the first, or if the last listing is an hour old', async () => {
    const event = { event: 'subscriptions', pending: pendingSubscriptions(deployment, []) }
    for (const last of [null, { at: nowMs - 3_600_000, pending: 0 }])
      assert.deepEqual(await watch('5m', last), { seen: { at: nowMs, pending: 4 }, logged: [event] })
  })

  it('keeps the listing for an hour', async () => {
    const last = { at: nowMs - 3_599_999, pending: 2 }
    assert.deepEqual(await watch('5m', last), { seen: last, logged: [] })
  })

  it('of a longer cadence leaves the listing to the shortest cadence', async () => {
    assert.deepEqual(await watch('1h', null), { seen: null, logged: [] })
  })

  it('keeps the earlier listing if SNS fails, and lists again at the next tick', async () => {
    const last = { at: nowMs - 7_200_000, pending: 1 }
    const away = async () => {
      throw new Error('away')
    }
    const fault = { event: 'fault', where: 'subscriptions', code: 'not_listed', check: null }
    assert.deepEqual(await watch('5m', last, away), { seen: last, logged: [fault] })
  })
})
