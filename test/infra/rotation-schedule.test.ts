import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Grants } from '../../functions/core/model/deployment.ts'
import { aCheck, aDeployment, anEnvironment, aSecret } from '../support/check.ts'
import { kinds } from '../support/rotation-kinds.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const rotation = kinds.clientCredentials.rotation('https://id.acme.example')
const page = [{ kind: 'email', address: 'ops@acme.example' }] as const
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'

/** Synthesizes a deployment that rotates these secrets. */
function rotating(ids: readonly string[], grants: Grants = 'each') {
  const checks = ids.map((id, index) =>
    aCheck({
      id: `check-${index}`,
      rotation,
      secret: { ...aSecret({ token: 'key' }, { source: { from: 'secrets-manager', id } }), keyArn },
    }),
  )
  return synthesize(aDeployment(checks, { environments: [anEnvironment({ page })], grants }))
}

/** Returns the ids of all resources that CloudFormation creates before the rotation schedules. */
function createdBefore({ resources }: Synthesized): ReadonlySet<string> {
  const before = new Set<string>()
  const open = [...resources].flatMap(([id, { Type }]) =>
    Type === 'AWS::SecretsManager::RotationSchedule' ? [id] : [],
  )
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const text = JSON.stringify(resources.get(id))
    for (const other of resources.keys()) {
      if (before.has(other) || !text.includes(`"${other}"`)) continue
      before.add(other)
      open.push(other)
    }
  }
  return before
}

describe('the schedule of a rotation', () => {
  const many = Array.from({ length: 120 }, (_, index) => `production/team/${'long-'.repeat(8)}${index}`)
  for (const [what, ids, grants] of [
    ['one secret', ['production/ci'], 'each'],
    ['many secrets', many, { namePrefix: 'production/' }],
    ['tagged secrets', many, { tag: { key: 'tokenwatch', value: 'acme' } }],
  ] as const)
    it(`of ${what} comes after all that a test of the rotation needs`, async () => {
      const template = await rotating(ids, grants)
      const before = createdBefore(template)
      const needed = [...template.resources].flatMap(([id, { Type, Properties }]) => {
        const text = JSON.stringify(Properties)
        const isGrant = /^AWS::(IAM::(Managed)?Policy|Lambda::Permission)$/.test(Type)
        if (isGrant)
          return /RotationsRotate(Role|Function)/.test(text) && !/RotationsGivenUp|Scheduler/.test(text) ? [id] : []
        return /^AWS::(KMS::Key|DynamoDB::GlobalTable|SNS::TopicPolicy)$/.test(Type) ? [id] : []
      })
      const own = needed.filter((id) => !/^(Functions|Schedules|Directory|RotationsRotationGivenUp)/.test(id))
      assert.ok(own.length >= 7, own.join())
      assert.deepEqual(
        own.filter((id) => !before.has(id)),
        [],
      )
    })

  it('is the same however the config names the secret, once for each secret', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/ci-AbCdEf'
    const schedules = async (...ids: string[]) =>
      [...(await rotating(ids)).resources].flatMap(([id, { Type, Properties }]) =>
        Type === 'AWS::SecretsManager::RotationSchedule' ? [[id, Properties['SecretId']]] : [],
      )
    const byName = await schedules('production/ci')
    assert.deepEqual(
      byName.map(([, name]) => name),
      ['production/ci'],
    )
    assert.deepEqual(await schedules(arn), byName)
    assert.deepEqual(await schedules(arn, 'production/ci'), byName)
  })
})
