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

/** One statement, what AWS refuses without it, and the effect that is missed. */
type Case = {
  readonly policy: string
  readonly statement: string
  readonly denied: string
  readonly missing: keyof Effects
  readonly options: PlayOptions
  /** Plays that leave out several statements which need nothing of each other; `null` for `npm run test:long` alone. */
  readonly together: string | null
}

type Row = readonly [
  together: string | null,
  policy: string,
  statement: string,
  denied: string,
  missing: keyof Effects,
  options?: PlayOptions,
]

const rows: readonly Row[] = [
  ['logs', tick, 'WriteLog', 'logs:CreateLogStream', 'tickLogged', once],
  [null, tick, 'KeepState', 'dynamodb:GetItem', 'ticked', once],
  [null, tick, 'FindPending', 'dynamodb:Scan', 'heartbeat'],
  [null, tick, 'Enqueue', 'sqs:SendMessage', 'ticked', once],
  [null, tick, 'SendMetrics', 'cloudwatch:PutMetricData', 'heartbeat'],
  ['logs', tick, 'SweepVersions', 'secretsmanager:ListSecrets', 'swept', once],
  ['events', tick, 'PublishTransitions', 'events:PutEvents', 'transitionsSeen'],
  ['events', tick, 'SeeSubscriptions', 'sns:ListSubscriptionsByTopic', 'subscriptionsSeen'],
  [null, tick, 'Page', 'sns:Publish', 'paged', pending],
  [null, tick, 'EncryptPages', 'kms:GenerateDataKey', 'paged', pending],
  [null, tick, 'StartRotations', 'secretsmanager:RotateSecret', 'rotated'],
  ['rotators', tick, 'InvokeRotators', 'lambda:InvokeFunction', 'rotated'],
  ['logs', probe, 'WriteLog', 'logs:CreateLogStream', 'probeLogged', once],
  ['state', probe, 'KeepState', 'dynamodb:GetItem', 'heartbeat'],
  [null, probe, 'Page', 'sns:Publish', 'pagedAtOnce', once],
  ['queue', probe, 'RememberPages', 'sqs:SendMessage', 'remembered', { ...once, probeCannotWrite: true }],
  ['key', probe, 'EncryptPages', 'kms:GenerateDataKey', 'pagedAtOnce', once],
  ['rotation', 'TopicsKey', 'kms:*', 'kms:GenerateDataKey', 'paged'],
  ['values', 'FunctionsProbeSecretsRead0', 'secretsmanager:GetSecretValue', 'secretsmanager:GetSecretValue', 'paged'],
  ['key', probe, 'ReadTogether', 'secretsmanager:BatchGetSecretValue', 'readTogether', once],
  [null, 'FunctionsProbeSecretsRead0', 'DescribeAndReadCurrent', 'secretsmanager:GetSecretValue', 'readTogether', once],
  ['queue', 'FunctionsProbeSecretsRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'confirmed', once],
  ['events', rotate, 'WriteVersions', 'secretsmanager:PutSecretValue', 'rotated'],
  [null, 'RotationsRotateSecretsRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'rotated'],
  ['rotation', 'RotationsRotateSecretsRead0', 'Describe', 'secretsmanager:DescribeSecret', 'rotated'],
  ['logs', 'NotifierKeysRead0', 'ReadValues', 'secretsmanager:GetSecretValue', 'notified', once],
  ['schedule', 'SchedulesRoleDefaultPolicy', 'lambda:InvokeFunction', 'lambda:InvokeFunction', 'ticked', once],
]

const cases = rows.map(
  ([together, policy, statement, denied, missing, options = {}]): Case => ({
    together,
    policy,
    statement,
    denied,
    missing,
    options,
  }),
)

/** Returns the plays of this run: each statement by itself, or the groups that have a name. */
function playsOf(all: readonly Case[]): readonly (readonly [Case, ...Case[]])[] {
  if (isLongRun) return all.map((one) => [one])
  const named = all.filter(({ together }) => together !== null)
  return [...Map.groupBy(named, ({ together }) => together).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [[first, ...more]],
  )
}

describe('a stack', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk()
  })
  after(() => subject.close())

  describe('without one statement', { concurrency: 3 }, () => {
    it('misses each effect in one of the plays', () => {
      const missed = new Set(playsOf(cases).flatMap((played) => played.map(({ missing }) => missing)))
      assert.deepEqual(
        cases.filter(({ missing }) => !missed.has(missing)),
        [],
      )
    })

    for (const played of playsOf(cases)) {
      it(`or several: ${played.map(({ policy, statement }) => `${statement} of ${policy}`).join(', ')}`, async () => {
        const template = played.reduce(
          (left, { policy, statement }) => withoutStatement(left, policy, statement),
          subject.template,
        )
        const { effects, denials } = await play(subject, template, played[0].options)
        for (const { denied, missing } of played) {
          assert.ok(
            denials.some(({ action }) => action === denied),
            `${denied} is not among ${JSON.stringify(denials)}`,
          )
          assert.equal(effects[missing], false, missing)
        }
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
