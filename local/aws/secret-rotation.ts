import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Operations, operation } from './operation.ts'
import { AwsRefusal } from './refusal.ts'
import type { LabRotations } from './rotations.ts'
import { secretAnswer } from './secret-description.ts'
import { secretId, versionId } from './secret-parameters.ts'
import type { Secret, SecretStore } from './secret-store.ts'
import { versionOf, versionWithStage } from './secret-versions.ts'

const rotationRules = z.strictObject({
  AutomaticallyAfterDays: z.int().min(1).max(1_000).exactOptional(),
  ScheduleExpression: z.string().min(1).max(256).exactOptional(),
  Duration: z.string().exactOptional(),
})

/** The operations that configure, start and cancel rotations. */
export function secretRotation(store: SecretStore, rotations: LabRotations): Operations {
  return {
    RotateSecret: operation(
      z.strictObject({
        SecretId: secretId,
        ClientRequestToken: versionId.optional(),
        RotationLambdaARN: z.string().min(1).optional(),
        RotationRules: rotationRules.optional(),
        RotateImmediately: z.boolean().optional(),
      }),
      (input) => {
        const secret = store.usable(input.SecretId)
        const functionArn = functionOf(secret, input.RotationLambdaARN)
        refuseWhilePending(secret, functionArn, rotations)
        secret.rotation = { functionArn, enabled: true, rules: input.RotationRules ?? secret.rotation?.rules ?? {} }
        const token = input.ClientRequestToken ?? randomUUID()
        // A token names its version once: asking again for one that exists is answered and starts nothing.
        if (versionOf(secret.versions, token) === undefined) {
          const begin = input.RotateImmediately === false ? rotations.test : rotations.start
          begin(secret, functionArn, token)
        }
        return { ...secretAnswer(secret), VersionId: token }
      },
    ),
    CancelRotateSecret: operation(z.strictObject({ SecretId: secretId }), ({ SecretId }) => {
      const secret = store.usable(SecretId)
      if (secret.rotation) secret.rotation = { ...secret.rotation, enabled: false }
      rotations.cancel(secret)
      return { ...secretAnswer(secret), VersionId: versionWithStage(secret.versions, 'AWSPENDING')?.id }
    }),
  }
}

function functionOf(secret: Secret, given: string | undefined): string {
  const functionArn = given ?? secret.rotation?.functionArn
  if (functionArn !== undefined) return functionArn
  throw new AwsRefusal('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.')
}

/** As its message says: the rotation that left the pending version behind is tried again, with its own token. */
function refuseWhilePending(secret: Secret, functionArn: string, rotations: LabRotations): void {
  const pending = versionWithStage(secret.versions, 'AWSPENDING')
  if (pending === undefined || pending.stages.includes('AWSCURRENT')) return
  rotations.start(secret, functionArn, pending.id)
  const message = "A previous rotation isn't complete. That rotation will be reattempted."
  throw new AwsRefusal('InvalidRequestException', message)
}
