import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import type { VersionStore } from '../core/rotation/versions.ts'
import { errorName } from './clients.ts'
import { secretFailure } from './secrets.ts'
import { isManaged } from './versions.ts'

/** Errors of PutSecretValue that a retry does not change: the value goes into escrow at once. */
const forGood: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidParameterException',
  'ResourceExistsException',
  'ResourceNotFoundException',
])

/** Reads and writes versions of secrets, for the rotate function. */
export function openVersions(client: SecretsManagerClient): VersionStore {
  return {
    async describe(secretArn) {
      const answer = await client.send(new DescribeSecretCommand({ SecretId: secretArn }))
      const { Name, ARN, Type, VersionIdsToStages, RotationEnabled, LastChangedDate, NextRotationDate } = answer
      return {
        name: Name ?? '',
        arn: ARN ?? secretArn,
        managedByAws: isManaged({ Type }),
        stages: new Map(Object.entries(VersionIdsToStages ?? {})),
        rotationEnabled: RotationEnabled ?? null,
        changedAt: LastChangedDate?.getTime() ?? null,
        nextRotationAt: NextRotationDate?.getTime() ?? null,
      }
    },
    async read(secretArn, { stage, versionId }) {
      try {
        const version = versionId === undefined ? {} : { VersionId: versionId }
        const answer = await client.send(
          new GetSecretValueCommand({ SecretId: secretArn, VersionStage: stage, ...version }),
        )
        return { value: answer.SecretString ?? answer.SecretBinary ?? '', versionId: answer.VersionId ?? null }
      } catch (error) {
        // A version without a value is "not found". The secret itself was described a moment ago.
        return error instanceof ResourceNotFoundException ? 'empty' : secretFailure(error)
      }
    },
    async putPending(secretArn, versionId, value, rotationToken) {
      const token = rotationToken === null ? {} : { RotationToken: rotationToken }
      const version = { ClientRequestToken: versionId, VersionStages: ['AWSPENDING'], ...token }
      try {
        await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: value, ...version }))
        return 'saved'
      } catch (error) {
        if (forGood.has(errorName(error))) return 'refused'
        throw error
      }
    },
    async promote(secretArn, versionId, from) {
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: from }
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: secretArn, ...move }))
    },
    async attachPending(secretArn, versionId, from) {
      const left = from === null ? {} : { RemoveFromVersionId: from }
      const move = { VersionStage: 'AWSPENDING', MoveToVersionId: versionId, ...left }
      try {
        await client.send(new UpdateSecretVersionStageCommand({ SecretId: secretArn, ...move }))
        return true
      } catch (error) {
        // The secret itself was described a moment ago.
        if (error instanceof ResourceNotFoundException) return false
        throw error
      }
    },
    async dropPending(secretArn, versionId) {
      const drop = { VersionStage: 'AWSPENDING', RemoveFromVersionId: versionId }
      await client.send(new UpdateSecretVersionStageCommand({ SecretId: secretArn, ...drop }))
    },
  }
}
