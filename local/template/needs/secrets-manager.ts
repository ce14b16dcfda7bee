import { z } from 'zod'
import { accountId, region } from '../../aws/account.ts'
import type { Context } from '../policy/condition-keys.ts'
import type { Need, NeedsByOperation } from './need.ts'

/** Facts about a secret that policies look at. */
export type KnownSecret = {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
  /** ARN of the customer's key; null for the key of the service, which everybody in the account may use through it. */
  readonly keyArn: string | null
  readonly rotationFunctionArn: string | null
}

const named = z.object({ SecretId: z.string() })
const read = named.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() })
const together = z.object({ SecretIdList: z.array(z.string()) })
const rotated = named.extend({ RotationLambdaARN: z.string().optional() })

/** Secrets Manager's operations; `find` answers null for a secret that there is not. */
export function secretsManagerNeeds(find: (id: string) => KnownSecret | null): NeedsByOperation {
  /** A secret that does not exist is asked for under the name that was given: a policy with an ARN does not fit it. */
  function on(action: string, id: string, context: Context = {}): Need {
    const secret = find(id)
    const tags = Object.entries(secret?.tags ?? {}).map(
      ([key, value]) => [`secretsmanager:ResourceTag/${key}`, value] as const,
    )
    return {
      action: `secretsmanager:${action}`,
      resource: secret?.arn ?? id,
      context: { ...context, ...Object.fromEntries(tags) },
    }
  }

  /** Of the customer's key, which Secrets Manager uses in the caller's name. */
  function underKey(id: string, actions: readonly string[]): readonly Need[] {
    const secret = find(id)
    const keyArn = secret?.keyArn ?? null
    if (secret === null || keyArn === null) return []
    const context = {
      'kms:ViaService': `secretsmanager.${region}.amazonaws.com`,
      'kms:CallerAccount': accountId,
      'kms:EncryptionContext:SecretARN': secret.arn,
    }
    return actions.map((action) => ({ action: `kms:${action}`, resource: keyArn, context }))
  }

  return {
    GetSecretValue(input) {
      const { SecretId, VersionId, VersionStage } = read.parse(input)
      const context = {
        ...(VersionId !== undefined && { 'secretsmanager:VersionId': VersionId }),
        // Only a stage that the caller names: what IAM makes of the default is nowhere written.
        ...(VersionStage !== undefined && { 'secretsmanager:VersionStage': VersionStage }),
      }
      return [on('GetSecretValue', SecretId, context), ...underKey(SecretId, ['Decrypt'])]
    },
    // It names no version, and what IAM makes of that is nowhere written.
    BatchGetSecretValue(input) {
      const { SecretIdList } = together.parse(input)
      const each = SecretIdList.flatMap((id) => [on('GetSecretValue', id), ...underKey(id, ['Decrypt'])])
      return [{ action: 'secretsmanager:BatchGetSecretValue', resource: '*' }, ...each]
    },
    DescribeSecret: (input) => [on('DescribeSecret', named.parse(input).SecretId)],
    ListSecretVersionIds: (input) => [on('ListSecretVersionIds', named.parse(input).SecretId)],
    ListSecrets: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
    PutSecretValue(input) {
      const { SecretId } = named.parse(input)
      return [on('PutSecretValue', SecretId), ...underKey(SecretId, ['GenerateDataKey', 'Decrypt'])]
    },
    UpdateSecretVersionStage: (input) => [on('UpdateSecretVersionStage', named.parse(input).SecretId)],
    RotateSecret(input) {
      const { SecretId, RotationLambdaARN } = rotated.parse(input)
      const functionArn = RotationLambdaARN ?? find(SecretId)?.rotationFunctionArn ?? null
      const invoking = functionArn === null ? [] : [{ action: 'lambda:InvokeFunction', resource: functionArn }]
      return [on('RotateSecret', SecretId), ...invoking]
    },
  }
}
