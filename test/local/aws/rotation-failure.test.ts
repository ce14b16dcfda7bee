import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager'
import { type Handler, otherToken, rotatorArn, versionToken, wellBehaved, withRotation } from './rotating-lab.ts'

test('a step that throws repeats all steps with the same token', async () => {
  let failures = 1
  const handler: Handler = async (client, request) => {
    if (request.Step === 'testSecret' && failures-- > 0) throw new Error('not yet')
    await wellBehaved(client, request)
  }
  await withRotation(handler, async ({ requests, rotate, next }) => {
    await rotate()
    await next('RotationSucceeded')
    const steps = requests.map(({ Step }) => Step.replace('Secret', '')).join(' ')
    assert.equal(steps, 'create set test create set test finish')
    assert.deepEqual([...new Set(requests.map(({ ClientRequestToken }) => ClientRequestToken))], [versionToken])
  })
})

test('a step that keeps throwing fails the rotation after two retries and leaves AWSPENDING', async () => {
  const handler: Handler = async (client, request) => {
    if (request.Step === 'setSecret') throw new Error('no')
    await wellBehaved(client, request)
  }
  await withRotation(handler, async ({ lab, firstVersion, requests, rotate, next }) => {
    await rotate()
    const failed = await next('RotationFailed')
    assert.equal(failed.errorMessage, `Error when executing lambda ${rotatorArn} during setSecret step`)
    assert.equal(requests.length, 6)
    const stages = lab.describe('rotating').versionIdsToStages
    assert.deepEqual(stages, { [firstVersion]: ['AWSCURRENT'], [versionToken]: ['AWSPENDING'] })
  })
})

test('a rotation whose version was never promoted has failed', async () => {
  const handler: Handler = async (client, request) => {
    if (request.Step !== 'finishSecret') await wellBehaved(client, request)
  }
  await withRotation(handler, async ({ rotate, next }) => {
    await rotate()
    assert.match((await next('RotationFailed')).errorMessage ?? '', /finishSecret/)
  })
})

test('a failed rotation is retried with its own token when the next one is requested', async () => {
  let broken = true
  const handler: Handler = async (client, request) => {
    if (broken) throw new Error('no')
    await wellBehaved(client, request)
  }
  await withRotation(handler, async ({ rotate, next }) => {
    await rotate()
    await next('RotationFailed')
    broken = false
    await assert.rejects(rotate(otherToken), { name: 'InvalidRequestException' })
    assert.equal((await next('RotationSucceeded')).clientRequestToken, versionToken)
  })
})

test('a version that somebody else writes meanwhile abandons the rotation', async () => {
  const created = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const handler: Handler = async (client, request) => {
    await wellBehaved(client, request)
    created.resolve()
    await gate.promise
  }
  await withRotation(handler, async ({ lab, client, requests, rotate, next }) => {
    await rotate()
    await created.promise
    await client.send(new PutSecretValueCommand({ SecretId: 'rotating', SecretString: 'by hand' }))
    const abandoned = await next('RotationAbandoned')
    gate.resolve()
    assert.equal(abandoned.clientRequestToken, versionToken)
    assert.ok(!Object.values(lab.describe('rotating').versionIdsToStages).flat().includes('AWSPENDING'))
    await rotate(otherToken)
    await next('RotationSucceeded')
    assert.equal(requests.filter(({ ClientRequestToken }) => ClientRequestToken === versionToken).length, 1)
    assert.deepEqual(
      lab.events.map(({ name }) => name),
      ['RotationStarted', 'RotationAbandoned', 'RotationStarted', 'RotationSucceeded'],
    )
  })
})

test('a test rotation that throws is reported and not retried', async () => {
  const handler: Handler = async () => {
    throw new Error('no')
  }
  await withRotation(handler, async ({ client, requests, next }) => {
    await client.send(new RotateSecretCommand({ SecretId: 'rotating', RotateImmediately: false }))
    await next('TestRotationFailed')
    assert.equal(requests.length, 1)
  })
})

test('cancelling switches rotation off and ends the run after its step', async () => {
  const gate = Promise.withResolvers<void>()
  await withRotation(
    () => gate.promise,
    async ({ client, lab, requests, rotate }) => {
      await rotate()
      await client.send(new CancelRotateSecretCommand({ SecretId: 'rotating' }))
      gate.resolve()
      const described = await client.send(new DescribeSecretCommand({ SecretId: 'rotating' }))
      assert.equal(described.RotationEnabled, false)
      assert.equal(requests.length, 1)
      assert.deepEqual(
        lab.events.map(({ name }) => name),
        ['RotationStarted'],
      )
    },
  )
})
