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

  const cases: readonly (readonly [policy: string, statement: string, denied: string, missing: keyof Effects])[] = [
    ['FunctionsProbeSecretsRead0', 'Describe', 'secretsmanager:DescribeSecret', 'versionsSeen'],
    [probe, 'ListTasks', 'ecs:ListTasks', 'tasksSeen'],
    [probe, 'SeeTasks', 'ecs:DescribeTasks', 'tasksSeen'],
    [probe, 'SeeTaskDefinitions', 'ecs:DescribeTaskDefinition', 'tasksSeen'],
    [probe, 'SeeDeployments', 'lambda:GetFunctionConfiguration', 'deploymentsSeen'],
    [probe, 'SeeReaders', 'cloudtrail:LookupEvents', 'readersSeen'],
  ]
  for (const [policy, statement, denied, missing] of cases)
    it(`is, without ${statement} of ${policy}, denied ${denied}: not ${missing}`, async () => {
      const template = withoutStatement(subject.template, policy, statement)
      const { effects, denials } = await play(subject, template, { reviewing: true })
      assert.ok(
        denials.some(({ action }) => action === denied),
        `refused were: ${JSON.stringify(denials)}`,
      )
      assert.deepEqual([effects[missing], effects.heartbeat], [false, true])
    })
})
