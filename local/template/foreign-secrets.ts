import { fieldOf } from '../../functions/core/model/field-of.ts'
import type { Aws } from '../aws/aws.ts'
import { AwsRefusal } from '../aws/refusal.ts'
import type { KnownSecret } from './needs/secrets-manager.ts'

/** A secret that exists before the stack: a stack reads secrets and owns none. */
export type ForeignSecret = {
  readonly value: string
  readonly tags?: Readonly<Record<string, string>>
  /** Of the customer's key that it is encrypted under. */
  readonly keyArn?: string
  /** Id of its one version, where a template names it. */
  readonly versionId?: string
}

/**
 * Returns what CloudFormation puts in the place of a dynamic reference: a secret in one version, or a key of its JSON object. Undefined for
 * every other (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html).
 */
export function dynamicSecret(secrets: ReadonlyMap<string, ForeignSecret>, reference: string): string | undefined {
  const [, name = '', key = '', versionId] =
    /^secretsmanager:([^:]+):SecretString:([^:]*)::([\w-]+)$/.exec(reference) ?? []
  const secret = secrets.get(name)
  if (secret === undefined || secret.versionId === undefined || secret.versionId !== versionId) return undefined
  if (key === '') return secret.value
  const field = fieldOf(JSON.parse(secret.value), key)
  return typeof field === 'string' ? field : undefined
}

/** Finds a secret by name or ARN. Returns `null` if there is none. */
export function findSecret(
  { secretsManager }: Aws,
  id: string,
  secrets: ReadonlyMap<string, ForeignSecret>,
): KnownSecret | null {
  try {
    const { arn, tags, rotationFunctionArn } = secretsManager.describe(id)
    const known = [...secrets].find(([name]) => secretsManager.describe(name).arn === arn)
    return { arn, tags, rotationFunctionArn, keyArn: known?.[1].keyArn ?? null }
  } catch (error) {
    if (error instanceof AwsRefusal) return null
    throw error
  }
}
