import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { withoutStatement } from './mutation.ts'
import { type Effects, play } from './play.ts'
import { synthesizeWalk, type WalkSubject } from './subject.ts'

const probe = 'FunctionsProbeRoleDefaultPolicy'

describe('a stack that reviews consumers', { timeout: 600_000 }, () => {
  let subject: WalkSubject
  before(async () => {
    subject = await synthesizeWalk()
  })
  after(() => subject.close())

  type Removed = readonly [policy: string, statement: string, denied: string, missing: keyof Effects]

  /** Each play leaves out statements that need nothing of each other. */
  const plays: readonly (readonly Removed[])[] = [
    [['FunctionsProbeSecretsRead0', 'DescribeAndReadCurrent', 'secretsmanager:DescribeSecret', 'versionsSeen']],
    [
      [probe, 'ListTasks', 'ecs:ListTasks', 'tasksSeen'],
      [probe, 'SeeDeployments', 'lambda:GetFunctionConfiguration', 'deploymentsSeen'],
      [probe, 'SeeReaders', 'cloudtrail:LookupEvents', 'readersSeen'],
    ],
    [[probe, 'SeeTasks', 'ecs:DescribeTasks', 'tasksSeen']],
    [[probe, 'SeeTaskDefinitions', 'ecs:DescribeTaskDefinition', 'tasksSeen']],
  ]
  for (const removed of plays)
    it(`is denied ${removed.map(([, , denied]) => denied).join(', ')}, without the statement for each`, async () => {
      const template = removed.reduce(
        (left, [policy, statement]) => withoutStatement(left, policy, statement),
        subject.template,
      )
      const { effects, denials } = await play(subject, template, { reviewing: true })
      for (const [, , denied, missing] of removed) {
        assert.ok(
          denials.some(({ action }) => action === denied),
          `${denied} is not among ${JSON.stringify(denials)}`,
        )
        assert.equal(effects[missing], false, missing)
      }
      assert.equal(effects.heartbeat, true)
    })
})
