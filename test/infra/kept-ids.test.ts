import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type AccountSettings, plainAccount } from '../../functions/core/model/account.ts'
import type { Deployment, Subscriber } from '../../functions/core/model/deployment.ts'
import { writtenAtMost } from '../../infra/written-size.ts'
import { aCheck, aDeployment, anEnvironment } from '../support/check.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

/**
 * Resources that lose something, or that fail, where CloudFormation makes them anew under another logical id: it creates the new one
 * first, which has the name of the old one, and then deletes that.
 */
const kept: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'state is lost',
  'AWS::KMS::Key': 'what it encrypted cannot be read',
  'AWS::SNS::Topic': 'its subscribers have to confirm again',
  'AWS::SNS::Subscription': 'SNS takes both for one, which is deleted at the end',
  'AWS::SecretsManager::RotationSchedule': 'the rotation of the secret is cancelled at the end',
  'AWS::SSM::Parameter': 'its name is taken',
  'AWS::Chatbot::SlackChannelConfiguration': 'its channel is taken',
  'AWS::CloudWatch::Alarm': 'its name may be taken',
}

/** Returns the ids of such resources. */
function keptIds({ resources }: Synthesized): readonly string[] {
  return [...resources].flatMap(([id, { Type }]) => (Type in kept ? [id] : [])).toSorted()
}

/** Returns the ids that another template no longer has. */
const goneFrom = (first: Synthesized, then: Synthesized) => keptIds(first).filter((id) => !then.resources.has(id))

/** An alarm without a name of its own is made anew without a loss. */
const isNamed =
  ({ resources }: Synthesized) =>
  (id: string) => {
    const { Type, Properties } = resources.get(id) ?? assert.fail(id)
    return Type !== 'AWS::CloudWatch::Alarm' || Properties['AlarmName'] !== undefined
  }

describe('a change of a deployed stack', () => {
  let first: Synthesized
  before(async () => {
    first = await synthesize(everyFeature())
    const types = new Set([...first.resources.values()].map(({ Type }) => Type))
    assert.deepEqual(
      Object.keys(kept).filter((type) => !types.has(type)),
      [],
    )
  })

  const { network, keys, concurrency, roles } = companyAccount
  const changes: readonly (readonly [what: string, rules: Partial<AccountSettings>])[] = [
    ['a network', { network }],
    ['managed policies, a path and a prefix', { roles }],
    ['keys of its own', { keys }],
    ['another class of logs', { logClass: 'infrequent-access' }],
    ['reserved concurrency and tags', { concurrency, tags: { team: 'platform' } }],
  ]
  for (const [what, rules] of changes)
    it(`to ${what} makes nothing anew that would lose something`, async () => {
      const then = await synthesize(inAccount(everyFeature(), { ...plainAccount, ...rules }))
      assert.deepEqual(goneFrom(first, then).filter(isNamed(first)), [])
    })

  it('to an environment in front of the others, or to a secret by its ARN, rotates on', async () => {
    const { environments, checks } = everyFeature()
    const page: readonly Subscriber[] = [{ kind: 'email', address: 'first@acme.example' }]
    const byArn = checks.map((check): Deployment['checks'][number] => {
      const { secret } = check
      if (secret?.source.from !== 'secrets-manager') return check
      const id = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${secret.source.id}-AbCdEf`
      return { ...check, secret: { ...secret, source: { from: 'secrets-manager', id } } }
    })
    const moved = {
      ...everyFeature(),
      environments: [anEnvironment({ name: 'another', page }), ...environments],
      checks: byArn,
    }
    assert.deepEqual(goneFrom(first, await synthesize(moved)), [])
  })

  it('to another path gives every role and policy another name, since IAM knows no two of one name', async () => {
    const names = async (path: string) => {
      const settings = { ...plainAccount, roles: { ...roles, path } }
      const { resources } = await synthesize(inAccount(everyFeature(), settings))
      return [...resources.values()].flatMap(({ Properties = {} }) =>
        [Properties['RoleName'], Properties['ManagedPolicyName']].flatMap((name) =>
          name === undefined ? [] : [writtenAtMost(name)],
        ),
      )
    }
    const [one, other] = await Promise.all([names('/one/'), names('/other/')])
    assert.ok(one.length > 10)
    assert.deepEqual(
      one.filter((name) => other.includes(name)),
      [],
    )
  })

  it('to another class of logs makes other groups, since CloudWatch cannot change the class of one', async () => {
    const then = await synthesize(inAccount(everyFeature(), { ...plainAccount, logClass: 'infrequent-access' }))
    const groups = ({ resources }: Synthesized) =>
      [...resources].flatMap(([id, { Type }]) => (Type === 'AWS::Logs::LogGroup' ? [id] : []))
    assert.deepEqual(
      groups(first).filter((id) => groups(then).includes(id)),
      [],
    )
  })
})

describe('the subscription of a subscriber', () => {
  const integrationKey = { field: null, keyArn: null }
  const cloudWatch = (secretId: string): Subscriber => ({
    kind: 'pagerduty',
    via: 'cloudwatch',
    region: 'us',
    versionId: '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d',
    integrationKey: { secretId, ...integrationKey },
  })
  const kinds: readonly (readonly [first: Subscriber, added: Subscriber])[] = [
    [
      { kind: 'email', address: 'ops@acme.example' },
      { kind: 'email', address: 'a@acme.example' },
    ],
    [
      { kind: 'https', url: 'https://b.acme.example/' },
      { kind: 'https', url: 'https://a.acme.example/' },
    ],
    [
      { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:b' },
      { kind: 'lambda', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:a' },
    ],
    [
      { kind: 'sqs', queueArn: 'arn:aws:sqs:eu-west-1:123456789012:b' },
      { kind: 'sqs', queueArn: 'arn:aws:sqs:eu-west-1:123456789012:a' },
    ],
    [cloudWatch('b'), cloudWatch('a')],
  ]
  const subscribing = async (page: readonly Subscriber[]) => {
    const { resources } = await synthesize(aDeployment([aCheck()], { environments: [anEnvironment({ page })] }))
    return [...resources].flatMap(([id, { Type, Properties }]) =>
      Type === 'AWS::SNS::Subscription' ? [`${id} ${JSON.stringify(Properties['Endpoint'])}`] : [],
    )
  }

  it('has an id that follows from its endpoint, whoever is subscribed before it', async () => {
    const alone = await subscribing(kinds.map(([first]) => first))
    const beside = await subscribing(kinds.flatMap(([first, added]) => [added, first]))
    assert.equal(beside.length, 2 * alone.length)
    assert.deepEqual(
      alone.filter((one) => !beside.includes(one)),
      [],
    )
  })
})
