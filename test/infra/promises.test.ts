import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { credentialIn } from '../../functions/config/secrecy.ts'
import { cadenceOf } from '../../functions/core/model/cadences.ts'
import { placeNameOf } from '../../functions/core/model/secret-name.ts'
import type { SecretSource } from '../../functions/core/model/secret-reference.ts'
import { aNetwork } from '../support/check.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, type SynthesizedResource, synthesize } from '../support/synth.ts'

const property = (resource: SynthesizedResource, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined,
    resource.Properties,
  )

type Statement = {
  readonly Effect: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

/** Returns all statements of a stack's policies. A boundary: a template has no types. */
function statements({ of }: Synthesized): readonly Statement[] {
  return [...of('AWS::IAM::Policy'), ...of('AWS::IAM::ManagedPolicy')].flatMap(
    (policy) => property(policy, 'PolicyDocument', 'Statement') as Statement[],
  )
}

const allowing = (template: Synthesized, action: string) =>
  statements(template).filter(({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes(action))

describe('the stack', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(everyFeature())
  })

  it('has a schedule, a grant and a subscriber for every check', () => {
    const schedules = template.of('AWS::Scheduler::Schedule').map((one) => String(property(one, 'Target', 'Input')))
    const reads = JSON.stringify(
      [...template.resources]
        .filter(([id]) => /^FunctionsProbe(Secrets|Parameters)Read/.test(id))
        .map(([, one]) => one),
    )
    const granted = (source: SecretSource) =>
      source.from === 'secrets-manager' ? `:secret:${source.id}-??????` : `:parameter${placeNameOf(source)}`
    const filters = template
      .of('AWS::SNS::Subscription')
      .filter((one) => JSON.stringify(property(one, 'TopicArn')).includes('TopicsPage'))
      .map((one) => property(one, 'FilterPolicy'))
    for (const check of everyFeature().checks) {
      const { key, secret, environment } = check
      assert.ok(
        schedules.some((input) => input.includes(`"cadence":"${cadenceOf(check)}"`)),
        key,
      )
      assert.ok(secret !== null && reads.includes(granted(secret.source)), key)
      // Without a filter, the subscriber gets all environments.
      assert.ok(
        filters.some((filter) => filter === undefined || JSON.stringify(filter).includes(environment)),
        key,
      )
    }
  })

  it('lets only probe read the token with which it looks at the pods of a cluster', () => {
    const readers = [...template.resources].flatMap(([id, one]) =>
      /Policy$/.test(one.Type) && JSON.stringify(one).includes('production/cluster-??????') ? [id] : [],
    )
    assert.ok(readers.length > 0)
    for (const id of readers) assert.match(id, /^FunctionsProbeSecretsRead/)
  })

  it("holds no credential, and refers to a secret's value only in the URL of an integration", () => {
    const { resources, text } = template
    assert.equal(credentialIn(text), undefined)
    const referring = [...resources].filter(([, one]) => JSON.stringify(one).includes('{{resolve:'))
    assert.deepEqual(
      referring.map(([, { Properties }]) => [Properties['Protocol'], Properties['Endpoint']]),
      Array(2).fill([
        'https',
        'https://events.pagerduty.com/integration/{{resolve:secretsmanager:pagerduty-cloudwatch:SecretString:::0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d}}/enqueue',
      ]),
    )
  })

  it('reads secret values by ARN and by stage, never by a wildcard alone', () => {
    const reads = allowing(template, 'secretsmanager:GetSecretValue')
    assert.ok(reads.length >= 3)
    const current = { Null: { 'secretsmanager:VersionStage': 'true', 'secretsmanager:VersionId': 'true' } }
    for (const { Resource: resources, Condition, Action } of reads) {
      const values = [Action].flat().filter((action) => !/Describe|ListSecretVersionIds/.test(action))
      assert.deepEqual(values, ['secretsmanager:GetSecretValue'])
      if ([Action].flat().length === 1) assert.match(JSON.stringify(Condition), /secretsmanager:VersionStage/)
      else assert.deepEqual(Condition, current)
      for (const one of [resources].flat()) assert.match(JSON.stringify(one), /:secret:[\w/]+-\?\?\?\?\?\?/)
    }
  })

  it('lets only tick start rotations and only rotate write versions', () => {
    assert.equal(allowing(template, 'secretsmanager:RotateSecret').length, 1)
    const writes = allowing(template, 'secretsmanager:PutSecretValue')
    assert.deepEqual(
      writes.map(({ Resource: resource }) => JSON.stringify(resource).includes('production/minted')),
      [true],
    )
    assert.doesNotMatch(JSON.stringify(writes), /production\/rotated|production\/client|production\/quick/)
  })

  it('gives tick no way to read a value, and probe none to rotate or write', () => {
    for (const [name, forbidden] of [
      ['FunctionsTick', /GetSecretValue|PutSecretValue/],
      ['FunctionsProbe', /RotateSecret|PutSecretValue|UpdateSecretVersionStage|InvokeFunction/],
    ] as const) {
      const policies = [...template.resources].filter(
        ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(name),
      )
      assert.equal(policies.length, 1)
      assert.doesNotMatch(JSON.stringify(policies), forbidden)
    }
  })

  it('runs every function on arm64 and Node 24, with JSON logs in a group with a retention', () => {
    const functions = template.of('AWS::Lambda::Function')
    assert.equal(functions.length, 6)
    for (const one of functions) {
      assert.deepEqual([property(one, 'Architectures'), property(one, 'Runtime')], [['arm64'], 'nodejs24.x'])
      assert.equal(property(one, 'LoggingConfig', 'LogFormat'), 'JSON')
      assert.equal(property(one, 'ReservedConcurrentExecutions'), undefined)
    }
    for (const group of template.of('AWS::Logs::LogGroup')) assert.equal(property(group, 'RetentionInDays'), 30)
  })

  it('has one schedule for each cadence, one for the watchdog and one for open rotations, with two attempts, two minutes and dead letters', () => {
    const schedules = template.of('AWS::Scheduler::Schedule')
    const rates = schedules.map((one) => [
      property(one, 'ScheduleExpression'),
      JSON.parse(String(property(one, 'Target', 'Input'))),
    ])
    assert.deepEqual(
      new Set(rates.map((one) => JSON.stringify(one))),
      new Set([
        '["rate(5 minutes)",{"cadence":"5m","spreadSeconds":300}]',
        '["rate(1 minute)",{"cadence":"1m","spreadSeconds":60}]',
        '["rate(1 minute)",{"cadence":"15s","spreadSeconds":60}]',
        '["rate(15 minutes)",{"watch":true}]',
        '["rate(5 minutes)",{"tokenwatch":"reconcile","environments":["production"]}]',
      ]),
    )
    for (const one of schedules) {
      assert.deepEqual(property(one, 'Target', 'RetryPolicy'), {
        MaximumEventAgeInSeconds: 120,
        MaximumRetryAttempts: 2,
      })
      assert.ok(property(one, 'Target', 'DeadLetterConfig'))
    }
  })

  it('never retries a tick, drops it after a minute and keeps a failed one', () => {
    const [tick] = template
      .of('AWS::Lambda::EventInvokeConfig')
      .filter((one) => JSON.stringify(one).includes('FunctionsTick'))
    assert.ok(tick !== undefined)
    assert.deepEqual([property(tick, 'MaximumRetryAttempts'), property(tick, 'MaximumEventAgeInSeconds')], [0, 60])
    assert.ok(property(tick, 'DestinationConfig', 'OnFailure'))
  })

  it('tells each probe the id of its own role, by which it knows its own messages', () => {
    const probes = template
      .of('AWS::Lambda::Function')
      .filter((one) => property(one, 'Environment', 'Variables', 'TOKENWATCH_OWN_QUEUE_URL') !== undefined)
    assert.ok(probes.length > 0)
    for (const one of probes) {
      const [role] = property(one, 'Role', 'Fn::GetAtt') as string[]
      assert.deepEqual(property(one, 'Environment', 'Variables', 'TOKENWATCH_OWN_ROLE_ID'), {
        'Fn::GetAtt': [role, 'RoleId'],
      })
    }
  })

  it('tells each probe the id of the role of tick, which sends its batches', () => {
    const functions = template.of('AWS::Lambda::Function')
    const tick = functions.find(
      (one) => property(one, 'Environment', 'Variables', 'TOKENWATCH_QUEUE_URLS') !== undefined,
    )
    assert.ok(tick !== undefined)
    const [role] = property(tick, 'Role', 'Fn::GetAtt') as string[]
    const given = functions.flatMap((one) => property(one, 'Environment', 'Variables', 'TOKENWATCH_TICK_ROLE_ID') ?? [])
    const probes = functions.filter((one) => property(one, 'Environment', 'Variables', 'TOKENWATCH_OWN_QUEUE_URL'))
    assert.deepEqual(
      given,
      probes.map(() => ({ 'Fn::GetAtt': [role, 'RoleId'] })),
    )
  })

  it('hands batches to probe one by one, with partial failures and a limit', () => {
    const [mapping] = template.of('AWS::Lambda::EventSourceMapping')
    assert.ok(mapping !== undefined)
    assert.deepEqual(
      [property(mapping, 'BatchSize'), property(mapping, 'FunctionResponseTypes')],
      [1, ['ReportBatchItemFailures']],
    )
    assert.deepEqual(property(mapping, 'ScalingConfig'), { MaximumConcurrency: 10 })
  })

  it("rotates nothing when it is deployed, and lets nobody else's Secrets Manager call rotate", () => {
    const schedules = template.of('AWS::SecretsManager::RotationSchedule')
    // None for the secret to spare: only a person's order rotates that.
    assert.deepEqual(
      schedules.map((schedule) => property(schedule, 'SecretId')),
      ['production/minted', 'production/kept'].toSorted(),
    )
    for (const schedule of schedules) {
      assert.equal(property(schedule, 'RotateImmediatelyOnUpdate'), false)
      assert.match(String(property(schedule, 'RotationRules', 'ScheduleExpression')), /^rate\(/)
    }
    const permissions = template
      .of('AWS::Lambda::Permission')
      .filter((one) => property(one, 'Principal') === 'secretsmanager.amazonaws.com')
    assert.deepEqual(
      permissions.map((one) => property(one, 'SourceAccount')),
      [{ Ref: 'AWS::AccountId' }],
    )
  })

  it('says in its output whose rotation wiring it replaces', () => {
    const said =
      'Tokenwatch rotates production/kept, production/minted: it replaced any rotation function and schedule that was there'
    assert.ok(template.text.includes(`"TakesOver":{"Value":"${said}"`))
  })

  it('says in its output which rotations wait for a rehearsal, and with which command', () => {
    const said =
      'Rotations of production/kept start by themselves only within 30 days of a rehearsal: npx tokenwatch rotate production/kept --rehearse-live'
    assert.ok(template.text.includes(`"ToRehearse":{"Value":"${said}"`))
  })

  it('lets only rotate read and write the secret to spare of a rehearsal', () => {
    const having = [...template.resources].filter(
      ([, one]) => /Policy$/.test(one.Type) && JSON.stringify(one).includes('staging/spare-??????'),
    )
    const allowed = having.map(([, one]) => JSON.stringify(one)).join()
    assert.match(allowed, /GetSecretValue/)
    assert.match(allowed, /PutSecretValue/)
    for (const [id] of having) assert.match(id, /Rotate/)
  })

  it('lets CloudWatch publish to every topic and use their key, and refuses plain HTTP', () => {
    const policies = template.of('AWS::SNS::TopicPolicy').map((one) => JSON.stringify(one))
    assert.equal(policies.length, template.of('AWS::SNS::Topic').length)
    assert.equal(policies.length, 4)
    for (const policy of policies) {
      assert.match(policy, /"Service":"cloudwatch.amazonaws.com"/)
      assert.match(policy, /aws:SourceAccount/)
      assert.match(policy, /"aws:SecureTransport":"false"/)
    }
    const [key] = template.of('AWS::KMS::Key')
    assert.match(JSON.stringify(key), /cloudwatch.amazonaws.com/)
    for (const topic of template.of('AWS::SNS::Topic')) assert.ok(property(topic, 'KmsMasterKeyId'))
  })

  it('has dead letters for every queue, and an alarm for each: the sum of idle queues has no value', () => {
    const queues = [...template.resources].filter(([, { Type }]) => Type === 'AWS::SQS::Queue')
    const [batches, ...letters] = queues.toSorted(([, a]) => (property(a, 'RedrivePolicy') === undefined ? 1 : -1))
    assert.ok(batches !== undefined && property(batches[1], 'RedrivePolicy') !== undefined)
    const visible = [...template.resources].flatMap(([, { Type, Properties }]) =>
      Type === 'AWS::CloudWatch::Alarm' && Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible'
        ? [JSON.stringify(Properties['Dimensions'])]
        : [],
    )
    assert.deepEqual(
      letters.filter(([id]) => !visible.some((dimensions) => dimensions.includes(id))),
      [],
    )
    assert.equal(visible.length, letters.length)
  })

  it('alarms on missing data only for a due heartbeat and for the watchdog', () => {
    const alarms = [...template.resources].filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    const silent = alarms.filter(([, alarm]) => property(alarm, 'TreatMissingData') === 'breaching')
    assert.equal(silent.length, 4)
    for (const [id, alarm] of silent) {
      assert.match(id, /Heartbeat|Watchdog/)
      assert.ok(property(alarm, 'WarmUpConfiguration', 'WarmUpPeriodDurationInMinutes'))
    }
    for (const [, alarm] of alarms) {
      assert.match(JSON.stringify(property(alarm, 'AlarmActions')), /TopicsWatcher/)
      assert.match(String(property(alarm, 'AlarmDescription')), /^Tokenwatch acme itself: /)
    }
  })

  it('gives chat a role without permissions', () => {
    const channels = ['Slack', 'MicrosoftTeams'].map(
      (one) => template.of(`AWS::Chatbot::${one}ChannelConfiguration`).length,
    )
    assert.deepEqual(channels, [1, 1])
    const denials = statements(template).filter(({ Effect }) => Effect === 'Deny')
    assert.deepEqual(
      denials.map(({ Action, Resource: resource }) => [Action, resource]),
      [
        ['*', '*'],
        ['*', '*'],
      ],
    )
  })

  for (const [title, overrides] of [
    ['a name prefix', { grants: { namePrefix: 'production/' } }],
    ['a tag', { grants: { tag: { key: 'tokenwatch', value: 'acme' } } }],
    ['a network', { environments: everyFeature().environments.map((one) => ({ ...one, network: aNetwork() })) }],
  ] as const)
    it(`has the same with ${title}`, async () => {
      await assert.doesNotReject(synthesize({ ...everyFeature(), ...overrides }, { checked: true }))
    })

  it('has no finding of cdk-nag that is not acknowledged with a reason', async () => {
    await assert.doesNotReject(synthesize(everyFeature(), { checked: true }))
  })

  it('has none where account and Region are known either', async () => {
    await assert.doesNotReject(synthesize(everyFeature(), { checked: true, region: 'eu-west-1' }))
  })
})
