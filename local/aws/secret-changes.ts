import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { InvalidParameter, type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import { secretAnswer } from './secret-description.ts'
import { givenValue, secretId, stageName, tagList, valueParameters, versionId } from './secret-parameters.ts'
import type { Secret, SecretStore } from './secret-store.ts'
import { moveStage, type SecretValue, versionOf, writeValue } from './secret-versions.ts'

/** Writes a value and tells whoever rotates the secret that there is a new version. */
export type WriteVersion = (secret: Secret, id: string, value: SecretValue, stages: readonly string[]) => void

/** Writes values into a secret, for operations and for the lab's operator. */
export function versionWriter(options: {
  store: SecretStore
  now: () => number
  wrote: (secret: Secret, versionId: string) => void
}): WriteVersion {
  return (secret, id, value, stages) => {
    const versions = writeValue(secret.versions, { id, value, stages, at: options.now() })
    if (versions === secret.versions) return
    options.store.write(secret, versions)
    options.wrote(secret, id)
  }
}

/** The operations that make secrets and versions and move labels. */
export function secretChanges(store: SecretStore, write: WriteVersion): Operations {
  return {
    CreateSecret: operation(
      z.strictObject({
        Name: z.string().regex(/^[\w/+=.@!-]{1,512}$/),
        ClientRequestToken: versionId.optional(),
        Description: z.string().max(2_048).optional(),
        Type: z.string().min(1).optional(),
        KmsKeyId: z.string().max(2_048).optional(),
        Tags: tagList.optional(),
        ...valueParameters,
      }),
      (input) => {
        refuseTaken(store.find(input.Name))
        const value = givenValue(input)
        const secret = store.create(input.Name)
        secret.description = input.Description
        secret.type = input.Type
        secret.kmsKeyId = input.KmsKeyId
        for (const tag of input.Tags ?? []) secret.tags.set(tag.Key, tag.Value)
        const id = input.ClientRequestToken ?? randomUUID()
        if (value !== undefined) write(secret, id, value, ['AWSCURRENT'])
        return { ...secretAnswer(secret), VersionId: value && id }
      },
    ),
    PutSecretValue: operation(
      z.strictObject({
        SecretId: secretId,
        ClientRequestToken: versionId.optional(),
        VersionStages: z.array(stageName).min(1).max(20).optional(),
        RotationToken: z.string().optional(),
        ...valueParameters,
      }),
      (input) => {
        const secret = store.usable(input.SecretId)
        const value = givenValue(input)
        if (value === undefined) throw new InvalidParameter('You must provide either SecretString or SecretBinary.')
        const id = input.ClientRequestToken ?? randomUUID()
        write(secret, id, value, input.VersionStages ?? ['AWSCURRENT'])
        const stages = versionOf(secret.versions, id)?.stages
        return { ...secretAnswer(secret), VersionId: id, VersionStages: stages }
      },
    ),
    UpdateSecretVersionStage: operation(
      z.strictObject({
        SecretId: secretId,
        VersionStage: stageName,
        MoveToVersionId: versionId.optional(),
        RemoveFromVersionId: versionId.optional(),
      }),
      (input) => {
        const secret = store.usable(input.SecretId)
        const { VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from } = input
        store.write(secret, moveStage(secret.versions, { stage, to, from }))
        return secretAnswer(secret)
      },
    ),
  }
}

function refuseTaken(secret: Secret | undefined): void {
  if (secret === undefined) return
  if (secret.deletion === null) {
    throw new AwsRefusal(
      'ResourceExistsException',
      `The operation failed because the secret ${secret.name} already exists.`,
    )
  }
  const message = "You can't create this secret because a secret with this name is already scheduled for deletion."
  throw new AwsRefusal('InvalidRequestException', message)
}
