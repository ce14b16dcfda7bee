import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { type Handler, otherToken, rotatorArn, versionToken, wellBehaved, withRotation } from './rotating-lab.ts'

test('a rotation calls the four steps, promotes the new version and drops AWSPENDING', async () => {
  await withRotation(wellBehaved, async ({ lab, client, requests, firstVersion, rotate, next }) => {
    const { arn } = lab.describe('rotating')
    await rotate()
    await next('RotationSucceeded')
    assert.deepEqual(
      requests.map(({ Step }) => Step),
      ['createSecret', 'setSecret', 'testSecret', 'finishSecret'],
    )
    for (const request of requests) {
      assert.equal(request.SecretId, arn)
      assert.equal(request.ClientRequestToken, versionToken)
      assert.ok(request.RotationToken.length > 0)
    }
    assert.deepEqual(lab.describe('rotating').versionIdsToStages, {
      [firstVersion]: ['AWSPREVIOUS'],
      [versionToken]: ['AWSCURRENT'],
    })
    const current = await client.send(new GetSecretValueCommand({ SecretId: 'rotating' }))
    assert.equal(current.SecretString, 'rotated')
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'rotating' }))
    assert.equal(described.RotationEnabled, true)
    assert.ok(described.LastRotatedDate)
  })
})

test('the pending version exists before the first step, and is empty', async () => {
  let read: unknown
  const handler: Handler = async (client, request) => {
    if (request.Step !== 'createSecret') return
    const pending = { VersionId: request.ClientRequestToken, VersionStage: 'AWSPENDING' }
    read = await client.send(new GetSecretValueCommand({ SecretId: request.SecretId, ...pending })).catch((e) => e)
  }
  await withRotation(handler, async ({ firstVersion, lab, rotate, next }) => {
    await rotate()
    await next('RotationFailed')
    assert.ok(read instanceof Error)
    assert.equal(read.name, 'ResourceNotFoundException')
    assert.equal(read.message, `Secrets Manager can't find the specified secret value for VersionId: ${versionToken}`)
    const stages = lab.describe('rotating').versionIdsToStages
    assert.deepEqual(stages, { [firstVersion]: ['AWSCURRENT'], [versionToken]: ['AWSPENDING'] })
  })
})

test('a second rotation while one is pending is refused', async () => {
  const gate = Promise.withResolvers<void>()
  const handler: Handler = async (client, request) => {
    await gate.promise
    await wellBehaved(client, request)
  }
  await withRotation(handler, async ({ rotate, next }) => {
    await rotate()
    const refused = {
      name: 'InvalidRequestException',
      message: "A previous rotation isn't complete. That rotation will be reattempted.",
    }
    await assert.rejects(rotate(otherToken), refused)
    await assert.rejects(rotate(versionToken), refused)
    gate.resolve()
    assert.equal((await next('RotationSucceeded')).clientRequestToken, versionToken)
  })
})

test('a second request with the token of a finished rotation starts nothing', async () => {
  await withRotation(wellBehaved, async ({ requests, rotate, next }) => {
    await rotate()
    await next('RotationSucceeded')
    await rotate()
    assert.equal(requests.length, 4)
    await rotate(otherToken)
    assert.equal(requests.at(4)?.ClientRequestToken, otherToken)
  })
})

test('RotateImmediately=false calls testSecret alone and removes its pending version', async () => {
  let pendingDuringTest = false
  const handler: Handler = async (client, request) => {
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: request.SecretId }))
    pendingDuringTest = VersionIdsToStages[request.ClientRequestToken]?.includes('AWSPENDING') ?? false
  }
  await withRotation(handler, async ({ lab, client, firstVersion, requests, next }) => {
    const rules = { RotationRules: { AutomaticallyAfterDays: 30 }, RotateImmediately: false }
    await client.send(new RotateSecretCommand({ SecretId: 'rotating', RotationLambdaARN: rotatorArn, ...rules }))
    await next('TestRotationSucceeded')
    assert.deepEqual(
      requests.map(({ Step }) => Step),
      ['testSecret'],
    )
    assert.ok(pendingDuringTest)
    assert.deepEqual(lab.describe('rotating').versionIdsToStages, { [firstVersion]: ['AWSCURRENT'] })
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'rotating' }))
    const days = (Number(described.NextRotationDate) - Number(described.CreatedDate)) / 86_400_000
    assert.ok(days >= 30 && days < 31)
  })
})

test('a secret without a rotation function is not rotated', async () => {
  await withRotation(wellBehaved, async ({ lab, client }) => {
    lab.put('still', 'value')
    await assert.rejects(client.send(new RotateSecretCommand({ SecretId: 'still' })), {
      name: 'InvalidRequestException',
    })
  })
})
