import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Subscriber } from '../../functions/core/model/deployment.ts'
import { deliversBetween } from '../../functions/core/model/sns-principals.ts'
import { resolveIntrinsics } from '../../local/template/intrinsics.ts'
import { deliveryBy } from '../../local/template/policy/delivery.ts'
import { conditionsOf } from '../../local/template/template-conditions.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { synthesize } from '../support/synth.ts'

const sns = 'sns.amazonaws.com'
const queueIn = (region: string) => `arn:aws:sqs:${region}:123456789012:pages`
const topicIn = (region: string, account = '123456789012') => `arn:aws:sns:${region}:${account}:page`

type Output = { readonly Value: unknown; readonly Condition?: string }

/** Returns the principals of each statement that a stack prints for a queue, where it is deployed in `region`. */
async function principalsFor(queueRegion: string, region: string, isKnown: boolean): Promise<readonly string[][]> {
  const queue: Subscriber = { kind: 'sqs', queueArn: queueIn(queueRegion) }
  const deployment = aDeployment([aCheck()], { environments: [anEnvironment({ page: [queue] })] })
  const { text } = await synthesize(deployment, isKnown ? { region } : {})
  const { Outputs = {}, Conditions = {} } = JSON.parse(text)
  const holds = conditionsOf(Conditions, { 'AWS::Region': region, 'AWS::AccountId': '123456789012' })
  const printed = Object.entries<Output>(Outputs).filter(([id]) => id.startsWith('AllowDelivery'))
  return printed
    .filter(([, { Condition = null }]) => holds(Condition))
    .map(([name, { Value }]) => {
      const statement = resolveIntrinsics(Value, name, {
        ref: (id) => `arn:aws:sns:${region}:123456789012:${id}`,
        attribute: () => undefined,
        pseudo: { 'AWS::Region': region },
        dynamic: () => undefined,
        holds,
      })
      return [JSON.parse(String(statement)).Principal.Service].flat()
    })
}

describe('a queue beside an opt-in Region', () => {
  for (const [queueRegion, region, names] of [
    ['eu-west-1', 'eu-west-1', [sns]],
    ['us-east-1', 'eu-west-1', [sns]],
    ['us-east-1', 'af-south-1', [sns, 'sns.af-south-1.amazonaws.com']],
    ['me-central-1', 'us-east-1', [sns, 'sns.me-central-1.amazonaws.com']],
    ['us-gov-west-1', 'us-gov-east-1', [sns]],
  ] as const)
    it(`in ${queueRegion} is to let in ${names.length} names of SNS from ${region}`, async () => {
      for (const isKnown of [true, false])
        assert.deepEqual(await principalsFor(queueRegion, region, isKnown), [names], `known: ${isKnown}`)
    })
})

describe('a policy of a queue', () => {
  const policyFor = (service: string | string[], topic: string, Resource: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnLike: { 'aws:SourceArn': topic } },
      },
    })
  const capeTown = 'sns.af-south-1.amazonaws.com'

  for (const [from, to, services, expected] of [
    [topicIn('eu-west-1'), queueIn('us-east-1'), [sns], 'allowed'],
    [topicIn('af-south-1'), queueIn('af-south-1'), [sns], 'allowed'],
    [topicIn('af-south-1', '210987654321'), queueIn('af-south-1'), [sns], 'unclear'],
    [topicIn('af-south-1'), queueIn('us-east-1'), [sns], 'unclear'],
    [topicIn('af-south-1'), queueIn('us-east-1'), [capeTown], 'unclear'],
    [topicIn('af-south-1'), queueIn('us-east-1'), [sns, capeTown], 'allowed'],
    [topicIn('us-east-1'), queueIn('af-south-1'), [sns, capeTown], 'allowed'],
    [topicIn('af-south-1'), queueIn('us-east-1'), ['events.amazonaws.com'], 'denied'],
  ] as const)
    it(`with ${services.join(' and ')} is ${expected} from ${from} to ${to}`, () => {
      const policy = policyFor([...services], from, to)
      assert.equal(deliveryBy(policy, { topicArn: from, action: 'sqs:SendMessage', resource: to }), expected)
    })

  it('changes nothing between two opt-in Regions, or for a function in one', () => {
    const table = [
      ['sqs', 'af-south-1', 'af-south-1', true],
      ['sqs', 'af-south-1', 'me-central-1', false],
      ['sqs', 'eu-west-1', 'me-central-1', true],
      ['lambda', 'eu-west-1', 'me-central-1', false],
      ['lambda', 'me-central-1', 'eu-west-1', true],
      ['lambda', 'cn-north-1', 'cn-northwest-1', true],
    ] as const
    for (const [kind, from, to, delivers] of table) assert.equal(deliversBetween(kind, from, to), delivers)
  })
})
