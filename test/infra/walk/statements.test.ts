import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { WalkedStack } from '../../../local/template/walk.ts'
import { isLongRun } from '../../support/long-run.ts'
import { stackCadence } from '../../support/stack.ts'
import { withoutResource, withoutStatement } from './mutation.ts'
import { type Effects, type PlayOptions, play, withStack } from './play.ts'
import { stackName, synthesizeWalk, type WalkSubject } from './subject.ts'

const tick = 'FunctionsTickRoleDefaultPolicy'
const probe = 'FunctionsProbeRoleDefaultPolicy'
const rotate = 'RotationsRotateRoleDefaultPolicy'
const pending = { probeCannotPublish: true }
const once = { once: true }

/**
 * Returns the rows that `npm test` plays: the last of each policy, and the last of each effect that is missed. `npm run test:long` plays
 * all.
 */
function sampleOf(cases: readonly Case[]): readonly Case[] {
  const columns = [0, 3] as const
  return cases.filter((one, index) =>
    columns.some((column) => !cases.slice(index + 1).some((later) => later[column] === one[column])),
  )
}

type Case = readonly [policy: string, statement: string, denied: string, missing: keyof Effects, options?: PlayOptions]

describe('a stack', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk()
  })
  after(() => subject.close())

  describe('without one statement', { concurrency: 3 }, () => {
    const cases: readonly Case[] = [
      [tick, 'WriteLog', 'logs:CreateLogStream', 'tickLogged', once],
      [tick, 'KeepState', 'dynamodb:GetItem', 'ticked', once],
      [tick, 'FindPending', 'dynamodb:Scan', 'heartbeat'],
      [tick, 'Enqueue', 'sqs:SendMessage', 'ticked', once],
      [tick, 'SendMetrics', 'cloudwatch:PutMetricData', 'heartbeat'],
      [tick, 'SweepVersions', 'secretsmanager:ListSecrets', 'swept', once],
      [tick, 'PublishTransitions', 'events:PutEvents', 'transitionsSeen'],
      [tick, 'SeeSubscriptions', 'sns:ListSubscriptionsByTopic', 'subscriptionsSeen'],
      [tick, 'Page', 'sns:Publish', 'paged', pending],
      [tick, 'EncryptPages', 'kms:GenerateDataKey', 'paged', pending],
      [tick, 'StartRotations', 'secretsmanager:RotateSecret', 'rotated'],
      [tick, 'InvokeRotators', 'lambda:InvokeFunction', 'rotated'],
      [probe, 'WriteLog', 'logs:CreateLogStream', 'probeLogged', once],
      [probe, 'KeepState', 'dynamodb:GetItem', 'heartbeat'],
      [probe, 'Page', 'sns:Publish', 'pagedAtOnce', once],
      [probe, 'RememberPages', 'sqs:SendMessage', 'remembered', { ...once, probeCannotWrite: true }],
      [probe, 'EncryptPages', 'kms:GenerateDataKey', 'pagedAtOnce', once],
      ['TopicsKey', 'kms:*', 'kms:GenerateDataKey', 'paged'],
      ['FunctionsProbeSecretsRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'paged'],
      [rotate, 'WriteVersions', 'secretsmanager:PutSecretValue', 'rotated'],
      ['RotationsRotateSecretsRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'rotated'],
      ['RotationsRotateSecretsRead0', 'Describe', 'secretsmanager:DescribeSecret', 'rotated'],
      ['NotifierKeysRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'notified', once],
      ['SchedulesRoleDefaultPolicy', 'lambda:InvokeFunction', 'lambda:InvokeFunction', 'ticked', once],
    ]
    const played = isLongRun ? cases : sampleOf(cases)

    it('plays enough of them', () => assert.ok(played.length >= 14, `${played.length} of ${cases.length}`))

    for (const [policy, statement, denied, missing, options] of played) {
      it(`of ${policy}, ${statement}, is denied ${denied}: not ${missing}`, async () => {
        const { effects, denials } = await play(subject, withoutStatement(subject.template, policy, statement), options)
        assert.ok(
          denials.some(({ action }) => action === denied),
          `refused were: ${JSON.stringify(denials)}`,
        )
        assert.equal(effects[missing], false)
      })
    }
  })

  it('without the permission for its topic does not reach PagerDuty', async () => {
    const isPermission = (type: string) => type === 'AWS::Lambda::Permission'
    const beginning = 'NotifierNotifyFunctionAllowInvoketokenwatchacmeTopicsPage'
    const { effects, denials } = await play(subject, withoutResource(subject.template, beginning, isPermission))
    // Once for each message: the invalid token's, and those about its rotation.
    assert.deepEqual(
      [...new Set(denials.map(({ who, action }) => `${who} ${action}`))],
      ['sns.amazonaws.com lambda:InvokeFunction'],
    )
    assert.deepEqual([effects.paged, effects.notified], [true, false])
  })

  describe('whose ticks fail', () => {
    const failing = () => withoutStatement(subject.template, tick, 'Enqueue')
    const lettersAfter = (stack: WalkedStack) =>
      stack.tick(stackCadence).then(
        () => assert.fail('the tick did not fail'),
        () => deadLettersOf(stack),
      )

    it('keeps each of them as a dead letter', async () => {
      assert.deepEqual(await withStack(subject, failing(), lettersAfter), ['{"cadence":"5m","spreadSeconds":300}'])
    })

    it('loses them if it may not send', async () => {
      const template = withoutStatement(failing(), tick, 'sqs:GetQueueAttributes')
      assert.deepEqual(await withStack(subject, template, lettersAfter), [])
    })
  })

  /** Bodies on every queue but the one between `tick` and `probe`. */
  function deadLettersOf({ aws }: WalkedStack): readonly string[] {
    return Object.keys(subject.template.Resources)
      .filter((id) => subject.template.Resources[id]?.Type === 'AWS::SQS::Queue' && !id.startsWith('BatchesQueue'))
      .flatMap((id) => aws.sqs.messages(`${stackName}-${id}`))
      .map(({ body }) => body)
  }

  describe('deploys, and would fail silently, without one statement', () => {
    const cases: readonly (readonly [policy: string, statement: string, who: string, denied: string])[] = [
      ['TopicsWatcherPolicy', 'CloudWatchAlarms', 'cloudwatch.amazonaws.com', 'sns:Publish'],
      ['TopicsKey', 'CloudWatchAlarms', 'cloudwatch.amazonaws.com', 'kms:GenerateDataKey'],
      ['SubscribersUndeliveredpagePolicy', 'sqs:SendMessage', 'sns.amazonaws.com', 'sqs:SendMessage'],
    ]
    for (const [policy, statement, who, denied] of cases) {
      it(`of ${policy}, ${statement}: ${who} may not ${denied}`, async () => {
        const template = withoutStatement(subject.template, policy, statement)
        const denials = await withStack(subject, template, async (stack) => stack.denials)
        assert.deepEqual([...new Set(denials.map((denial) => `${denial.who} ${denial.action}`))], [`${who} ${denied}`])
      })
    }
  })

  describe('does not deploy', () => {
    const deployed = (template: Parameters<typeof withStack>[1]) => withStack(subject, template, async () => {})

    it('if probe may not receive from its queue', async () => {
      const template = withoutStatement(subject.template, probe, 'sqs:ReceiveMessage')
      await assert.rejects(deployed(template), /FunctionsProbeRole\w+ may not sqs:ReceiveMessage on .*BatchesQueue/)
    })

    it('if Secrets Manager may not call rotate', async () => {
      const isPermission = (type: string) => type === 'AWS::Lambda::Permission'
      const template = withoutResource(subject.template, 'RotationsRotateFunctionSecretsManager', isPermission)
      await assert.rejects(deployed(template), /Secrets Manager may not invoke .*RotationsRotateFunction/)
    })

    it('with an unknown resource', async () => {
      const Bus = { Type: 'AWS::Events::EventBus', Properties: {} }
      const template = { ...subject.template, Resources: { ...subject.template.Resources, Bus } }
      await assert.rejects(deployed(template), /does not know resources of type AWS::Events::EventBus/)
    })
  })
})
