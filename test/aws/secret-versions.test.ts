import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openVersions } from '../../functions/aws/secret-versions.ts'
import { type VersionStore, versionAt } from '../../functions/core/rotation/versions.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'

const next = '11111111-2222-4333-8444-555555555555'

let lab: SecretsManager
let versions: VersionStore
let arn: string
let current: string
beforeEach(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => undefined })
  versions = openVersions(secretsManagerClient(lab.url))
  current = lab.put('production/ci', 'first')
  arn = lab.describe('production/ci').arn
})
afterEach(() => lab.close())

const stageOf = async (stage: string) => versionAt(await versions.describe(arn), stage)
const pending = { stage: 'AWSPENDING', versionId: next }

describe('the versions of a secret', () => {
  it('are described with their stages, under the name and the ARN of the secret', async () => {
    const described = await versions.describe(arn)
    assert.ok(described.changedAt !== null && Math.abs(Date.now() - described.changedAt) < 60_000)
    assert.deepEqual(described, {
      name: 'production/ci',
      arn,
      managedByAws: false,
      stages: new Map([[current, ['AWSCURRENT']]]),
      changedAt: described.changedAt,
      nextRotationAt: null,
      rotationEnabled: null,
    })
  })

  it('are read by stage, and are empty before a value is put', async () => {
    assert.deepEqual(await versions.read(arn, { stage: 'AWSCURRENT' }), { value: 'first', versionId: current })
    assert.equal(await versions.read(arn, pending), 'empty')
  })

  it('report why they cannot be read', async () => {
    lab.inject({ operation: 'GetSecretValue', times: 1, fault: { error: 'AccessDeniedException', status: 400 } })
    const failure = { kind: 'failure', reason: 'secret_denied', code: 'AccessDeniedException' }
    assert.deepEqual(await versions.read(arn, { stage: 'AWSCURRENT' }), failure)
  })

  it('include a pending value, which is not current until it is promoted', async () => {
    await versions.putPending(arn, next, 'second', null)
    assert.deepEqual(await versions.read(arn, pending), { value: 'second', versionId: next })
    assert.deepEqual([await stageOf('AWSCURRENT'), await stageOf('AWSPENDING')], [current, next])
    await versions.promote(arn, next, current)
    assert.deepEqual([await stageOf('AWSCURRENT'), await stageOf('AWSPREVIOUS')], [next, current])
  })

  it('are written once: another value under the same id is refused', async () => {
    await versions.putPending(arn, next, 'second', null)
    await versions.putPending(arn, next, 'second', null)
    assert.equal(await versions.putPending(arn, next, 'third', null), 'refused')
  })

  it('are not promoted if another version is current now', async () => {
    await versions.putPending(arn, next, 'second', null)
    lab.put('production/ci', 'by hand')
    await assert.rejects(versions.promote(arn, next, current))
  })

  it('are empty for a stage without a version', async () => assert.equal(await stageOf('AWSPREVIOUS'), null))
})
