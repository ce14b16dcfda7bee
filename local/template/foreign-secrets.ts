import type { Aws } from '../aws/aws.ts'
import { AwsRefusal } from '../aws/refusal.ts'
import type { KnownSecret } from './needs/secrets-manager.ts'

/** A secret that exists before the stack: a stack reads secrets and owns none. */
export type ForeignSecret = {
  readonly value: string
  readonly tags?: Readonly<Record<string, string>>
  /** Of the customer's key that it is encrypted under. */
  readonly keyArn?: string
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
