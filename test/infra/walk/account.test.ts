import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { plainAccount } from '../../../functions/core/model/account.ts'
import { identityPolicy } from '../../../local/template/policy/statement.ts'
import { boundaryArn, companyAccount } from '../../support/company-account.ts'
import { stackCadence } from '../../support/stack.ts'
import { withoutStatement } from './mutation.ts'
import { type Effects, play, withStack } from './play.ts'
import { synthesizeWalk, type WalkSubject } from './subject.ts'

/** A boundary of these actions. */
const boundary = (...Action: readonly string[]) =>
  new Map([
    [
      boundaryArn,
      identityPolicy.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
    ],
  ])

/** Services that docs/security-review.md asks the boundary of a company to allow. */
const services = [
  'cloudtrail:LookupEvents',
  'cloudwatch:PutMetricData',
  'dynamodb:*',
  'ecs:*',
  'events:PutEvents',
  'kms:*',
  'lambda:*',
  'logs:*',
  'sns:*',
  'sqs:*',
]

describe('a stack that follows the rules of an account, walked in the lab', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk({ account: companyAccount })
  })
  after(() => subject.close())

  it('ticks, pages, notifies PagerDuty and rotates within its boundary, without a denied call', async () => {
    const boundaries = boundary(...services, 'secretsmanager:*')
    const { effects, denials } = await play(subject, subject.template, { reviewing: true, boundaries })
    const everything = Object.fromEntries(Object.keys(effects).map((name) => [name, true]))
    assert.deepEqual([denials, effects], [[], { ...everything, remembered: false }])
  })

  const within = boundary(...services, 'secretsmanager:*')
  const tick = 'FunctionsTickRolePermissions0'
  const probe = 'FunctionsProbeproductionRolePermissions0'
  const cases: readonly (readonly [
    policy: string,
    statement: string,
    denied: string,
    missing: keyof Effects | null,
  ])[] = [
    [tick, 'UseTableKey', 'kms:Decrypt', 'ticked'],
    [tick, 'UseQueueKey', 'kms:GenerateDataKey', 'ticked'],
    [probe, 'UseTableKey', 'kms:Decrypt', 'heartbeat'],
    ['NotifierNotifyRolePermissions0', 'UseTableKey', 'kms:Decrypt', null],
  ]
  for (const [policy, statement, denied, missing] of cases)
    it(`needs ${statement} in ${policy}`, async () => {
      const template = withoutStatement(subject.template, policy, statement)
      const { effects, denials } = await play(subject, template, { once: true, boundaries: within })
      if (missing !== null) assert.equal(effects[missing], false)
      assert.ok(denials.some(({ action }) => action === denied))
    })

  it('lets SNS, EventBridge and Scheduler fill the dead letters', async () => {
    for (const [policy, statement] of [
      ['KeysQueues', 'DeadLetters'],
      ['SchedulesRolePermissions0', 'UseQueueKey'],
    ] as const) {
      const template = withoutStatement(subject.template, policy, statement)
      const { denials } = await play(subject, template, { once: true, boundaries: within })
      assert.ok(denials.length > 0, policy)
      for (const { who, action } of denials) {
        assert.match(who, /^(sns|events)\.amazonaws\.com$|Schedules/)
        assert.equal(action, 'kms:GenerateDataKey')
      }
    }
  })

  it('needs a probe that may receive from the encrypted queue, and logs that may be encrypted', async () => {
    for (const [policy, statement, message] of [
      [probe, 'UseQueueKey', /may not kms:Decrypt/],
      ['KeysLogs', 'Logs', /CloudWatch Logs may not kms:Encrypt/],
    ] as const) {
      const template = withoutStatement(subject.template, policy, statement)
      await assert.rejects(play(subject, template, { once: true, boundaries: within }), message)
    }
  })

  it('can do nothing outside of its boundary', async () => {
    const { effects, denials } = await play(subject, subject.template, {
      once: true,
      boundaries: boundary(...services),
    })
    assert.deepEqual([effects.pagedAtOnce, effects.swept], [false, false])
    assert.ok(denials.length > 0)
    for (const { action } of denials) assert.match(action, /^secretsmanager:/)
  })
})

describe('a stack under keys of the account, named by their ARNs', { timeout: 600_000 }, () => {
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'
  let subject: WalkSubject
  before(async () => {
    const keys = { logs: keyArn, table: keyArn, queues: keyArn, topics: keyArn } as const
    subject = await synthesizeWalk({ account: { ...plainAccount, keys } })
  })
  after(() => subject.close())

  const account = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 'kms:*',
    Resource: '*',
  }
  /** Statement that docs/iam.md asks of the policy of such a key. */
  const lets = (Service: readonly string[]) => ({
    Effect: 'Allow',
    Principal: { Service },
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
  })
  const logs = 'logs.eu-west-1.amazonaws.com'
  const playUnder = (...Statement: readonly object[]) =>
    withStack(
      subject,
      subject.template,
      async (stack) => {
        await stack.tick(stackCadence)
        const denied = new Set(stack.denials.map(({ who, action }) => `${who} ${action}`))
        return { paged: stack.deliveries.some(({ protocol }) => protocol === 'email'), denied: [...denied].toSorted() }
      },
      { foreignPolicies: new Map([[keyArn, JSON.stringify({ Version: '2012-10-17', Statement })]]) },
    )

  it('ticks and pages without a denied call where their policy lets in what docs/iam.md names', async () => {
    const services = [logs, 'sns.amazonaws.com', 'events.amazonaws.com', 'cloudwatch.amazonaws.com']
    assert.deepEqual(await playUnder(account, lets(services)), { paged: true, denied: [] })
  })

  it('needs each of these services', async () => {
    const { denied } = await playUnder(account, lets([logs]))
    assert.deepEqual(
      new Set(denied.map((one) => one.split(' ')[0])),
      new Set(['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'sns.amazonaws.com']),
    )
    await assert.rejects(playUnder(account), /CloudWatch Logs may not kms:Encrypt/)
  })
})

describe('a stack whose topics exist already', { timeout: 600_000 }, () => {
  const arnOf = (name: string) => `arn:aws:sns:eu-west-1:123456789012:company-${name}` as const
  const topics = { page: arnOf('page'), notice: arnOf('notice'), watcher: arnOf('watcher') }
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk({ account: { ...plainAccount, topics } })
  })
  after(() => subject.close())

  const playWith = (Service: string) =>
    withStack(
      subject,
      subject.template,
      async (stack) => {
        await stack.tick(stackCadence)
        const published = new Set(stack.aws.sns.published.map(({ topicArn }) => topicArn))
        return { published, denied: new Set(stack.denials.map(({ who, resource }) => `${who} ${resource}`)) }
      },
      {
        foreignPolicies: new Map(
          Object.values(topics).map((Resource) => [
            Resource,
            JSON.stringify({
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish', Resource }],
            }),
          ]),
        ),
      },
    )

  it('pages there, without a denied call, where their policies let alarms publish', async () => {
    const { published, denied } = await playWith('cloudwatch.amazonaws.com')
    assert.deepEqual([[...denied], published.has(topics.page)], [[], true])
    assert.ok([...published].every((arn) => Object.values<string>(topics).includes(arn)))
  })

  it('has alarms that reach nobody where these do not', async () => {
    const { published, denied } = await playWith('events.amazonaws.com')
    assert.ok(denied.has(`cloudwatch.amazonaws.com ${topics.watcher}`))
    assert.deepEqual(
      [...denied].filter((one) => !one.startsWith('cloudwatch')),
      [],
    )
    assert.ok(published.has(topics.page))
  })
})
