import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { plainAccount } from '../../functions/core/model/account.ts'
import { refuseForeign } from '../../infra/foreign.ts'
import { longestPolicyName, longestRoleName } from '../../infra/iam-names.ts'
import { writtenAtMost } from '../../infra/written-size.ts'
import { boundaryArn, companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

/** The same account without rules for roles. */
const unruled = { ...companyAccount, permissionsBoundary: null, roles: plainAccount.roles }

describe('a stack in an account with rules', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(inAccount(everyFeature(), companyAccount))
  })

  const named = (type: string, name: string) =>
    template.of(type).map(({ Properties }) => writtenAtMost(Properties[name]))

  it('bounds every role', () => {
    const roles = template.of('AWS::IAM::Role')
    assert.ok(roles.length >= 5)
    for (const { Properties } of roles) assert.equal(Properties['PermissionsBoundary'], boundaryArn)
  })

  it('has every role and policy under its path and prefix, each with a name of its own that IAM takes', () => {
    for (const [type, name, longest] of [
      ['AWS::IAM::Role', 'RoleName', longestRoleName],
      ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName', longestPolicyName],
    ] as const) {
      const names = named(type, name)
      assert.equal(new Set(names).size, names.length)
      for (const one of names) {
        assert.match(one, /^acme-[\w+=,.@-]+-ap-southeast-7$/)
        assert.ok(one.length <= longest, one)
      }
      assert.deepEqual(new Set(named(type, 'Path')), new Set([companyAccount.roles.path]))
    }
  })

  it('has no permission inside of a role', () => {
    assert.deepEqual(template.of('AWS::IAM::Policy'), [])
    for (const { Properties } of template.of('AWS::IAM::Role')) assert.equal(Properties['Policies'], undefined)
  })

  const property = (beginning: string, name: string): unknown =>
    [...template.resources].find(([id, { Type }]) => id.startsWith(beginning) && Type === 'AWS::Lambda::Function')?.[1]
      .Properties[name]

  it('has every function in the network of the account', () => {
    const { subnetIds: SubnetIds, securityGroupIds: SecurityGroupIds } = companyAccount.network ?? assert.fail()
    const functions = template.of('AWS::Lambda::Function')
    assert.ok(functions.length >= 5)
    for (const { Properties } of functions) {
      // As the condition keys lambda:VpcIds, lambda:SubnetIds and lambda:SecurityGroupIds see it.
      assert.deepEqual(Properties['VpcConfig'], { SubnetIds, SecurityGroupIds })
    }
  })

  it('reserves the concurrency of every function, and judges so many batches at one time', () => {
    const reserved = ['FunctionsTick', 'FunctionsProbe', 'RotationsRotate', 'NotifierNotify', 'FirstTick'].map(
      (beginning) => property(beginning, 'ReservedConcurrentExecutions'),
    )
    assert.deepEqual(reserved, [6, 24, 2, 3, 1])
    const [mapping] = template.of('AWS::Lambda::EventSourceMapping')
    assert.deepEqual(mapping?.Properties['ScalingConfig'], { MaximumConcurrency: 20 })
  })

  it('has logs of the class, and a command that can read them', () => {
    for (const { Properties } of template.of('AWS::Logs::LogGroup'))
      assert.equal(Properties['LogGroupClass'], 'INFREQUENT_ACCESS')
    assert.match(template.text, /aws logs start-query/)
    assert.doesNotMatch(template.text, /aws logs tail/)
  })

  it('encrypts every queue, every log and the table under keys of its own', () => {
    const keyIn = (type: string, name: string) =>
      new Set(
        template
          .of(type)
          .map(({ Properties }) => /"(Keys\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(Properties[name]))?.[1]),
      )
    assert.deepEqual(keyIn('AWS::SQS::Queue', 'KmsMasterKeyId'), new Set(['KeysQueues']))
    assert.deepEqual(keyIn('AWS::Logs::LogGroup', 'KmsKeyId'), new Set(['KeysLogs']))
    assert.deepEqual(keyIn('AWS::DynamoDB::GlobalTable', 'Replicas'), new Set(['KeysTable']))
  })

  it('keeps the key of a table that it keeps', () => {
    const fate = (beginning: string) =>
      [...template.resources].find(([id, { Type }]) => id.startsWith(beginning) && Type === 'AWS::KMS::Key')?.[1]
        .DeletionPolicy
    assert.deepEqual(['KeysTable', 'KeysQueues', 'KeysLogs'].map(fate), ['RetainExceptOnCreate', 'Delete', 'Delete'])
  })

  it('takes keys of the account instead, and creates none of these', async () => {
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'
    const keys = { logs: arn, table: arn, queues: arn, topics: arn } as const
    const named = await synthesize(inAccount(everyFeature(), { ...plainAccount, keys }))
    assert.deepEqual(
      named.of('AWS::KMS::Key').map(({ Properties }) => Properties['Description']),
      ['New secret values of Tokenwatch that Secrets Manager did not accept'],
    )
    for (const { Properties } of named.of('AWS::SQS::Queue')) assert.equal(Properties['KmsMasterKeyId'], arn)
    for (const { Properties } of named.of('AWS::Logs::LogGroup')) assert.equal(Properties['KmsKeyId'], arn)
    for (const { Properties } of named.of('AWS::SNS::Topic')) assert.equal(Properties['KmsMasterKeyId'], arn)
    assert.match(JSON.stringify(named.of('AWS::DynamoDB::GlobalTable')), new RegExp(`"KMSMasterKeyId":"${arn}"`))
  })

  it('outputs the ARN of each topic', () => {
    for (const name of ['Page', 'Notice', 'Watcher'])
      assert.match(template.text, new RegExp(`"TopicOf${name}":\\{"Value":\\{"Ref":"Topics${name}\\w+"\\}\\}`))
  })

  it('has its tags on every resource that takes some', () => {
    const tagged = [...template.resources.values()].filter(({ Properties }) =>
      JSON.stringify(Properties).includes('4711'),
    )
    const types = new Set(tagged.map(({ Type }) => Type))
    for (const type of taggable) assert.ok(types.has(type), type)
    for (const { Type, Properties } of template.resources.values())
      assert.equal(!types.has(Type) || JSON.stringify(Properties).includes('confidential'), true, Type)
  })

  it('grants the same as a stack without rules for roles', async () => {
    assert.deepEqual(granted(template), granted(await synthesize(inAccount(everyFeature(), unruled))))
  })
})

describe('a stack with existing topics', () => {
  const arn = (name: string) => `arn:aws:sns:eu-west-1:123456789012:${name}` as const
  const topics = { page: arn('pages'), notice: arn('notices'), watcher: arn('watchers') }
  const plain = everyFeature()
  const environments = plain.environments.map((one) => ({ ...one, notice: [] }))
  let template: Synthesized
  before(async () => {
    template = await synthesize(inAccount({ ...plain, environments, owners: [] }, { ...plainAccount, topics }))
  })

  it('creates none, nor a policy or a key of one', () => {
    for (const type of ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy']) assert.deepEqual(template.of(type), [])
    assert.doesNotMatch(JSON.stringify(template.of('AWS::KMS::Key')), /Messages of Tokenwatch/)
  })

  it('subscribes to them, publishes to them and sends them its alarms', () => {
    const subscribed = template.of('AWS::SNS::Subscription').map(({ Properties }) => Properties['TopicArn'])
    assert.deepEqual(new Set(subscribed), new Set([topics.page, topics.watcher]))
    const publishing = granted(template).filter((one) => one.includes('sns:Publish'))
    assert.ok(publishing.length > 0 && publishing.every((one) => one.includes(topics.page)))
    const alarms = template.of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties['AlarmActions'])
    assert.deepEqual(new Set(alarms.map((one) => JSON.stringify(one))), new Set([JSON.stringify([topics.watcher])]))
  })

  it('is refused where they are in another Region', () => {
    const here = { account: '123456789012', region: 'eu-central-1' }
    const deployment = inAccount(plain, { ...plainAccount, topics })
    assert.throws(
      () => refuseForeign(deployment, here),
      /^Refused: account\.topics\.page: expected a topic of the Region of the deployment, eu-central-1, found eu-west-1: /,
    )
    assert.throws(
      () => refuseForeign(deployment, { account: '210987654321', region: 'eu-west-1' }),
      /^Refused: account\.topics\.page: expected a topic of the account of the deployment, 210987654321, found 123456789012: /,
    )
    assert.doesNotThrow(() => refuseForeign(deployment, { ...here, region: 'eu-west-1' }))
  })
})

/** Types of resources that take tags. */
const taggable = [
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
] as const

/** Every action that roles are granted, with its resources and conditions, each once. */
function granted({ of }: Synthesized): readonly string[] {
  const statements = [...of('AWS::IAM::Policy'), ...of('AWS::IAM::ManagedPolicy')].flatMap(({ Properties }) => {
    const { Statement } = Object(Properties['PolicyDocument'])
    return Object.values(Statement).map((one) => JSON.stringify({ ...Object(one), Sid: undefined }))
  })
  return [...new Set(statements)].toSorted()
}
