import assert from 'node:assert/strict'
import {
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { LabRotationEvent, RotationRequest } from '../../../local/aws/rotations.ts'
import { type SecretsManager, startSecretsManager } from '../../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from './clients.ts'

export const rotatorArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rotate'
export const versionToken = '11111111-1111-4111-8111-111111111111'
export const otherToken = '22222222-2222-4222-8222-222222222222'

export type Handler = (client: SecretsManagerClient, request: RotationRequest) => Promise<void>

/** Rotation function whose four steps work, over the wire. */
export const wellBehaved: Handler = async (client, { Step, SecretId, ClientRequestToken, RotationToken }) => {
  if (Step === 'createSecret') {
    const value = { SecretString: 'rotated', VersionStages: ['AWSPENDING'], RotationToken }
    await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, ...value }))
  }
  if (Step === 'finishSecret') await promote(client, SecretId, ClientRequestToken)
}

async function promote(client: SecretsManagerClient, SecretId: string, MoveToVersionId: string): Promise<void> {
  const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }))
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id]?.includes('AWSCURRENT')) ?? ''
  const move = { VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId: current }
  await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move }))
}

export type Lab = {
  lab: SecretsManager
  client: SecretsManagerClient
  requests: RotationRequest[]
  firstVersion: string
  rotate: (ClientRequestToken?: string) => Promise<unknown>
  next: (name: LabRotationEvent['name']) => Promise<LabRotationEvent>
}

/** A secret `rotating` with the value `first`, and a function that handles its rotations. */
export async function withRotation(handler: Handler, run: (lab: Lab) => Promise<void>): Promise<void> {
  const requests: RotationRequest[] = []
  const lab = await startSecretsManager({
    rotationRetryDelayMs: 1,
    async invokeRotation(arn, request) {
      assert.equal(arn, rotatorArn)
      requests.push(request)
      await handler(client, request)
    },
  })
  const client = secretsManagerClient(lab.url)
  const firstVersion = lab.put('rotating', 'first')
  lab.enableRotation('rotating', rotatorArn)
  const rotate = (ClientRequestToken = versionToken) =>
    client.send(new RotateSecretCommand({ SecretId: 'rotating', ClientRequestToken }))
  const next = async (name: LabRotationEvent['name']) => {
    const { promise, resolve, reject } = Promise.withResolvers<LabRotationEvent>()
    const stop = lab.onEvent((event) => event.name === name && resolve(event))
    const timer = setTimeout(() => reject(new Error(`no ${name} after ten seconds`)), 10_000)
    const seen = lab.events.find((event) => event.name === name)
    if (seen) resolve(seen)
    return await promise.finally(() => {
      stop()
      clearTimeout(timer)
    })
  }
  try {
    await run({ lab, client, requests, firstVersion, rotate, next })
  } finally {
    await lab.close()
  }
}
