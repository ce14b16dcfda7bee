import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Check } from '../functions/core/model/check.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'

/** A secret as a policy names it: Secrets Manager appends a dash and six characters to a name, which nobody knows at synth. */
export function secretArn(scope: Construct, id: string): string {
  if (id.startsWith('arn:')) return id
  const arn = {
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: `${id}-??????`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  }
  return Stack.of(scope).formatArn(arn)
}

/** Every secret that probing a check reads: its own, and that of the client that may ask about it. */
export function probedBy({ secret, question }: Check): readonly SecretReference[] {
  const introspector = question.kind === 'introspection' ? [question.client] : []
  return [...(secret === null ? [] : [secret]), ...introspector]
}

/** The stages that a rotation may have left beside the current one: once that is refused, they tell what happened. */
export function besideCurrent({ secret }: Check): readonly SecretReference[] {
  if (secret === null || secret.stage !== 'AWSCURRENT') return []
  return [
    { ...secret, stage: 'AWSPENDING' },
    { ...secret, stage: 'AWSPREVIOUS' },
  ]
}

/** Names and ARNs, each once, in a stable order. */
export function idsOf(references: readonly SecretReference[]): readonly string[] {
  const ids = references.flatMap(({ source }) => (source.from === 'secrets-manager' ? [source.id] : []))
  return [...new Set(ids)].toSorted()
}
