import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { limits } from '../../infra/limits.ts'
import { templateLimits } from '../../infra/template-limits.ts'
import { companyAccount, inAccount } from '../support/company-account.ts'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

/** Statements of roles that only their conditions narrow, with a part of the condition. */
const narrowed: Readonly<Record<string, string>> = {
  UseTableKey: '"kms:ViaService":{"Fn::Join":["",["dynamodb."',
  UseQueueKey: '"kms:ViaService":{"Fn::Join":["",["sqs."',
  SendMetrics: '"cloudwatch:namespace":"Tokenwatch"',
  PublishTransitions: '"events:source":"tokenwatch"',
}

describe('the conditions that narrow what a service or a role may do', () => {
  let template: Synthesized
  before(async () => {
    template = await synthesize(inAccount(everyFeature(), companyAccount))
  })

  for (const [sid, condition] of Object.entries(narrowed))
    it(`hold every statement ${sid}`, () => {
      const statements = template
        .of('AWS::IAM::ManagedPolicy')
        .flatMap(({ Properties }) => Object(Properties['PolicyDocument']).Statement)
        .filter(({ Sid }) => String(Sid).startsWith(sid))
      assert.ok(statements.length > 0)
      for (const { Condition } of statements) assert.ok(JSON.stringify(Condition)?.includes(condition), sid)
    })

  it('let Scheduler take its role for schedules of this account and group only', () => {
    const trusts = template
      .of('AWS::IAM::Role')
      .map(({ Properties }) => JSON.stringify(Properties['AssumeRolePolicyDocument']))
      .filter((trust) => trust.includes('scheduler.amazonaws.com'))
    assert.equal(trusts.length, 1)
    for (const trust of trusts) {
      assert.match(trust, /"aws:SourceAccount":\{"Ref":"AWS::AccountId"\}/)
      assert.match(trust, /"aws:SourceArn":.*:schedule-group\/default"/)
    }
  })

  it('name the source of every service that may call a function', () => {
    const permissions = template.of('AWS::Lambda::Permission')
    assert.ok(permissions.length >= 5)
    for (const { Properties } of permissions)
      assert.ok('SourceArn' in Properties || 'SourceAccount' in Properties, JSON.stringify(Properties))
  })

  it('name our topics in every statement that others have to add', () => {
    const outputs: readonly [string, { Value: unknown }][] = Object.entries(JSON.parse(template.text).Outputs)
    const asked = outputs.filter(([id]) => id.startsWith('AllowDelivery'))
    assert.ok(asked.length >= 2)
    for (const [, { Value }] of asked) assert.match(JSON.stringify(Value), /aws:SourceArn.*TopicsPage/)
  })
})

it('the limits of AWS are those that its documentation gives', () => {
  const documented = {
    'AWS::IAM::ManagedPolicy': 6_144,
    'AWS::IAM::Policy': 10_240,
    'AWS::Lambda::Function': 4_096,
    'AWS::SSM::Parameter': 8_192,
    'AWS::SNS::Subscription': 150,
    'AWS::Logs::QueryDefinition': 50,
    'AWS::CloudWatch::Dashboard': 1_048_576,
    'AWS::CloudWatch::Alarm': 1_024,
    'AWS::KMS::Key': 32_768,
  }
  assert.deepEqual(Object.fromEntries(limits.map(({ type, most }) => [type, most])), documented)
  assert.deepEqual(Object.fromEntries(templateLimits.map(({ what, most }) => [what, most])), {
    resources: 500,
    outputs: 200,
    bytes: 1_000_000,
  })
})
