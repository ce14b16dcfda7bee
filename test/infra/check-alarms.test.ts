import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { Subscriber } from '../../functions/core/model/deployment.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { type Synthesized, type SynthesizedResource, synthesize } from '../support/synth.ts'

const email = (address: string): Subscriber => ({ kind: 'email', address })

/** Two environments with subscribers of their own. `shop` uses checks of two cadences in production and one in staging. */
const deployment = aDeployment(
  [
    aCheck({ id: 'orders', usedBy: ['shop'], perCheckAlarm: true }),
    aCheck({ id: 'search', usedBy: ['shop', 'release'], everySeconds: 60 }),
    aCheck({ id: 'quick', usedBy: [], everySeconds: 15, perCheckAlarm: true, owner: null, runbook: null }),
    aCheck({ id: 'orders', environment: 'staging', usedBy: ['shop'] }),
  ],
  {
    blocking: ['shop', 'release'],
    environments: [
      anEnvironment({ name: 'production', page: [email('ops@acme.example')], notice: [email('chat@acme.example')] }),
      anEnvironment({ name: 'staging', page: [email('dev@acme.example')], notice: [email('dev@acme.example')] }),
    ],
  },
)

/** Properties of an alarm that tests read. A boundary: a template has no types. */
type AlarmProperties = {
  readonly AlarmName?: string
  readonly AlarmDescription: string
  readonly AlarmActions?: unknown
  readonly OKActions?: unknown
  readonly MetricName: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
  readonly Period: number
  readonly Statistic: string
  readonly Threshold: number
  readonly EvaluationPeriods: number
  readonly ComparisonOperator: string
  readonly TreatMissingData: string
}

function alarmsOf(template: Synthesized, metric: string): ReadonlyMap<string, AlarmProperties> {
  const alarms = template.of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties as AlarmProperties)
  return new Map(alarms.filter((one) => one.MetricName === metric).map((one) => [one.AlarmName ?? '', one]))
}

const dimensionsOf = ({ Dimensions }: AlarmProperties) =>
  Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))

describe('the alarms about credentials', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(deployment)
  })

  it('are one for each blocking service and environment that uses it', () => {
    assert.deepEqual(
      [...alarmsOf(template, 'Blocking')].map(([name, alarm]) => [name, dimensionsOf(alarm)]),
      [
        [
          'tokenwatch/acme/production/shop/blocking',
          { Deployment: 'acme', Service: 'shop', Environment: 'production' },
        ],
        [
          'tokenwatch/acme/production/release/blocking',
          { Deployment: 'acme', Service: 'release', Environment: 'production' },
        ],
        ['tokenwatch/acme/staging/shop/blocking', { Deployment: 'acme', Service: 'shop', Environment: 'staging' }],
      ],
    )
  })

  it('send a blocked service to the notice topic and never page', () => {
    for (const [name, { AlarmActions, OKActions, AlarmDescription, ...rest }] of alarmsOf(template, 'Blocking')) {
      for (const actions of [AlarmActions, OKActions]) {
        assert.match(JSON.stringify(actions), /TopicsNotice/, name)
        assert.doesNotMatch(JSON.stringify(actions), /TopicsPage|TopicsWatcher/, name)
      }
      assert.match(AlarmDescription, /the gate would refuse to deploy (shop|release) to (production|staging)/)
      assert.deepEqual([rest.Threshold, rest.ComparisonOperator], [1, 'GreaterThanOrEqualToThreshold'])
      assert.deepEqual([rest.Statistic, rest.TreatMissingData], ['Maximum', 'ignore'])
    }
  })

  it('cover the period of the slowest check of the service', () => {
    const alarms = alarmsOf(template, 'Blocking')
    const periods = ['shop', 'release'].map((one) => alarms.get(`tokenwatch/acme/production/${one}/blocking`)?.Period)
    assert.deepEqual(periods, [300, 60])
  })

  it('exist for each check that asks for it, fire if it is invalid for two intervals, and act on nothing', () => {
    const alarms = alarmsOf(template, 'Standing')
    assert.deepEqual(
      [...alarms].map(([name, alarm]) => [name, dimensionsOf(alarm), alarm.Period, alarm.EvaluationPeriods]),
      [
        ['tokenwatch/acme/production/orders/standing', { Deployment: 'acme', Check: 'production/orders' }, 300, 2],
        ['tokenwatch/acme/production/quick/standing', { Deployment: 'acme', Check: 'production/quick' }, 60, 2],
      ],
    )
    for (const { AlarmActions, OKActions, Threshold, ComparisonOperator } of alarms.values())
      assert.deepEqual(
        [AlarmActions, OKActions, Threshold, ComparisonOperator],
        [undefined, undefined, 3, 'GreaterThanOrEqualToThreshold'],
      )
  })

  it('name the impact, the owner and the next step', () => {
    const alarms = alarmsOf(template, 'Standing')
    const descriptions = ['orders', 'quick'].map(
      (id) => alarms.get(`tokenwatch/acme/production/${id}/standing`)?.AlarmDescription,
    )
    const orders = 'No build can be released. Owner: platform. Runbook: https://wiki.example/tokens'
    const quick = 'No build can be released. Owner: none. Runbook: none'
    assert.ok(descriptions[0]?.endsWith(orders) && descriptions[1]?.endsWith(quick), descriptions.join('\n'))
  })

  it('stay within the limits of CloudWatch, however much a check declares', async () => {
    const runbook = `https://wiki.example/${'a'.repeat(2_000)}`
    const long = await synthesize(aDeployment([aCheck({ perCheckAlarm: true, runbook })]))
    const [alarm] = alarmsOf(long, 'Standing').values()
    assert.equal(alarm?.AlarmDescription.length, 1_024)
  })

  it('are absent if the config asks for none', async () => {
    const plain = await synthesize(aDeployment([aCheck()]))
    assert.deepEqual([alarmsOf(plain, 'Blocking').size, alarmsOf(plain, 'Standing').size], [0, 0])
  })

  it('reach subscribers of one environment only, although an alarm names none', () => {
    const notices = template
      .of('AWS::SNS::Subscription')
      .filter(({ Properties }) => JSON.stringify(Properties['TopicArn']).includes('TopicsNotice'))
    assert.deepEqual(
      notices.map(({ Properties }) => Properties['FilterPolicy']),
      [{ environment: ['production', { exists: false }] }, { environment: ['staging', { exists: false }] }],
    )
  })
})

type PolicyDocument = {
  readonly Statement: readonly { readonly Action: string; readonly Resource: readonly { readonly Ref: string }[] }[]
}

/** Returns the document of a policy. A boundary: a template has no types. */
const documentOf = ({ Properties }: SynthesizedResource): PolicyDocument =>
  Properties['PolicyDocument'] as PolicyDocument

describe('a page', () => {
  it('may be published to the notice topic by the roles that may page', async () => {
    const template = await synthesize(deployment)
    const policies = [...template.resources].filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    for (const [role, more] of [
      ['FunctionsTick', []],
      ['FunctionsProbe', ['TopicsWatcher']],
    ] as const) {
      const [id, policy] = policies.find(([name]) => name.startsWith(role)) ?? assert.fail(`${role} has no policy`)
      const { Statement: statements } = documentOf(policy)
      const [granted] = statements.filter(({ Action }) => Action === 'sns:Publish')
      assert.deepEqual(
        granted?.Resource.map(({ Ref }) => Ref.replace(/[0-9A-F]{8}$/, '')),
        ['TopicsPage', 'TopicsNotice', ...more],
        id,
      )
    }
  })
})
