import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { estimate } from '../../cli/cost/model.ts'
import { assumptions, prices } from '../../cli/cost/prices.ts'
import { chargedResources } from '../../cli/cost/resources.ts'
import { type AccountSettings, plainAccount } from '../../functions/core/model/account.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import type { SecretReference } from '../../functions/core/model/secret-reference.ts'
import { aCheck, aSecret } from '../support/check.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'
import { sized } from './sized.ts'

/** Counts in a template what `tokenwatch cost` counts from a config. CloudWatch charges an alarm by its metrics. */
function countedIn({ of }: Synthesized) {
  const alarms = of('AWS::CloudWatch::Alarm').map(({ Properties: { Metrics: metrics } }) =>
    Array.isArray(metrics) ? metrics.filter((metric) => 'MetricStat' in metric).length : 1,
  )
  return {
    alarmMetrics: alarms.reduce((sum, metrics) => sum + metrics, 0),
    keys: of('AWS::KMS::Key').length,
    polledQueues: of('AWS::Lambda::EventSourceMapping').length,
  }
}

/** The only one of a deployment of `sized`. */
const environment = 'environment-0'

const cadences = [60, 300, 86_400].map((everySeconds) =>
  aCheck({ id: `every-${everySeconds}`, environment, everySeconds }),
)
const alarmed = [1, 2].map((id) =>
  aCheck({ id: `token-${id}`, environment, perCheckAlarm: true, usedBy: ['shop', 'docs'] }),
)
const escrowKey = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'

const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c12'
const topic = (name: string) => `arn:aws:sns:eu-west-1:123456789012:${name}` as const
const withAccount = (changes: Partial<AccountSettings>) => inAccount(sized(1), { ...plainAccount, ...changes })

const configs: readonly (readonly [what: string, deployment: Deployment])[] = [
  ['one check', sized(1)],
  ['three cadences', { ...sized(1), checks: cadences }],
  ['three environments', sized(3, { environments: 3 })],
  ['three networks', sized(3, { environments: 3, networks: true })],
  ['a rotation of ours', sized(1, { rotation: 'ours' })],
  ['rotations of ours in three networks', sized(3, { environments: 3, networks: true, rotation: 'ours' })],
  ['an adopted escrow', { ...sized(1, { rotation: 'ours' }), adopt: { table: 'state', escrowKey } }],
  ['PagerDuty', sized(1, { pagerDuty: true })],
  ['chat channels of two environments', sized(2, { environments: 2, chat: true })],
  ['functions and queues', sized(1, { recipients: 2 })],
  ['alarms of checks and services', { ...sized(1), checks: alarmed, blocking: ['shop'] }],
  ['every feature', everyFeature()],
  ['keys of its own for everything', inAccount(sized(1, { rotation: 'ours' }), companyAccount)],
  ['one key of its own', withAccount({ keys: { ...plainAccount.keys, queues: 'own' } })],
  ['keys of the account', withAccount({ keys: { logs: keyArn, table: keyArn, queues: keyArn, topics: keyArn } })],
  [
    'topics of the account',
    withAccount({ topics: { page: topic('page'), notice: topic('notice'), watcher: topic('watcher') } }),
  ],
]

describe('the cost of parameters', () => {
  const stored = aSecret({ token: null }, { source: { from: 'parameter-store', name: '/ci' } })
  const every = (secret: SecretReference) =>
    estimate({ ...sized(1), checks: [aCheck({ environment, everySeconds: 3_600, secret })] })
  const lineOf = ({ lines }: ReturnType<typeof estimate>, what: string) => lines.find((line) => line.what === what)

  it('is that of decrypting them, and none of Secrets Manager', () => {
    const [parameter, secret] = [every(stored), every(aSecret())]
    const cost = 730 * prices.keyCall
    assert.deepEqual(lineOf(parameter, 'KMS for parameters'), { what: 'KMS for parameters', low: cost, high: cost })
    assert.equal(lineOf(parameter, 'Secrets Manager')?.high, 0)
    assert.equal(lineOf(secret, 'KMS for parameters'), undefined)
    // A listing and a read each hour.
    assert.equal(lineOf(secret, 'Secrets Manager')?.high, 2 * 730 * prices.secretsCall)
  })

  it('is in the volume of CloudTrail as that of secrets is', () =>
    assert.deepEqual(every(stored).trail, every(aSecret()).trail))
})

describe('the memory of a probe function', () => {
  it('is the one that tokenwatch cost takes, in every network', async () => {
    const { of } = await synthesize(sized(3, { environments: 3, networks: true }))
    const probes = of('AWS::Lambda::Function').filter(({ Properties: { Description } }) =>
      String(Description).startsWith('Probes'),
    )
    assert.deepEqual(
      probes.map(({ Properties: { MemorySize } }) => MemorySize),
      [1, 2, 3].map(() => assumptions.probeMegabytes),
    )
  })
})

describe('the resources that tokenwatch cost counts', () => {
  for (const [what, deployment] of configs)
    it(`are those of the template with ${what}`, async () =>
      assert.deepEqual(chargedResources(deployment), countedIn(await synthesize(deployment))))
})
