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
  'AWS::CloudWatch::Dashboard': 'it is deleted at the end under the name of both',
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': 'its channel is taken',
  'AWS::SNS::TopicPolicy': 'the topic has none at the end',
  'AWS::SQS::QueuePolicy': 'the queue has none at the end',
  'AWS::Lambda::Alias': 'its name is taken',
  'AWS::Lambda::EventSourceMapping': 'a queue and a function have one',
  'AWS::Lambda::EventInvokeConfig': 'a function has one',
  'AWS::Scheduler::Schedule': 'its name may be taken',
}

/** Property by which such a resource belongs to another one of the stack. With that one it goes without a loss. */
const belongsTo: Readonly<Record<string, string>> = {
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::EventSourceMapping': 'FunctionName',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName',
}

/** Returns the ids of such resources. */
function keptIds({ resources }: Synthesized): readonly string[] {
  return [...resources].flatMap(([id, { Type }]) => (Type in kept ? [id] : [])).toSorted()
}

/** Returns the ids that another template no longer has, without those that go together with what they belong to. */
const goneFrom = (first: Synthesized, then: Synthesized) =>
  keptIds(first).filter((id) => !then.resources.has(id) && ownersOf(first, id).every((one) => then.resources.has(one)))

/** Returns the ids of the resources that a resource belongs to. An alias belongs to the function of its mapping. */
function ownersOf({ resources }: Synthesized, id: string): readonly string[] {
  const { Type, Properties } = resources.get(id) ?? assert.fail(id)
  const written = JSON.stringify(Properties[belongsTo[Type] ?? ''] ?? [])
  return [...written.matchAll(/"Ref":"(\w+)"/g)].flatMap(([, ref = '']) => (resources.has(ref) ? [ref] : []))
}

/** An alarm or a schedule without a name of its own is made anew without a loss. */
const isNamed =
  ({ resources }: Synthesized) =>
  (id: string) => {
    const { Type, Properties } = resources.get(id) ?? assert.fail(id)
    const name = { 'AWS::CloudWatch::Alarm': 'AlarmName', 'AWS::Scheduler::Schedule': 'Name' }[Type]
    return name === undefined || Properties[name] !== undefined
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

  /** Topics of the account, in the place of those of the stack. */
  const topic = (name: string) => `arn:aws:sns:eu-west-1:123456789012:${name}` as const
  const some = { page: topic('pages'), notice: null, watcher: topic('watchers') }
  const all = { ...some, notice: topic('notices') }
  const withTopics = (topics: AccountSettings['topics']) =>
    synthesize(inAccount(everyFeature(), { ...plainAccount, topics }))
  const typesOf = ({ resources }: Synthesized, ids: readonly string[]) =>
    [...new Set(ids.map((id) => resources.get(id)?.Type))].toSorted()

  it('to topics of the account, and back, gives up the topics in whose place they are, and nothing else', async () => {
    const [partly, wholly] = await Promise.all([withTopics(some), withTopics(all)])
    const steps = [
      [first, partly, 2],
      [partly, wholly, 1],
      [first, wholly, 3],
    ] as const
    for (const [from, to, count] of steps) {
      const gone = goneFrom(from, to)
      assert.deepEqual(typesOf(from, gone), ['AWS::SNS::Topic'])
      assert.equal(gone.length, count)
      assert.deepEqual(goneFrom(to, from), [])
    }
  })

  it('to other topics of the account makes subscriptions anew that no topic has yet', async () => {
    const other = { page: topic('other'), notice: topic('more'), watcher: topic('watching') }
    const [one, then] = await Promise.all([withTopics(all), withTopics(other)])
    assert.deepEqual(goneFrom(one, then), [])
    assert.deepEqual(goneFrom(then, one), [])
    const topics = then.of('AWS::SNS::Subscription').map(({ Properties }) => Properties['TopicArn'])
    // Chat channels, which have topics of their own, alone hear notices here.
    assert.deepEqual(new Set(topics), new Set([other.page, other.watcher]))
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
