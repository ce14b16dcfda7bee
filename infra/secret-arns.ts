import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Check } from '../functions/core/model/check.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { consumerSecrets, questionSecrets } from '../functions/core/model/secret-references.ts'

/**
 * Returns a secret as a policy names it. Secrets Manager appends a dash and six characters to a name, which are not known at
 * synth.
 */
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

/** Returns every secret that a probe of the check reads: its own, and those of its question. */
export function probedBy({ secret, question }: Check): readonly SecretReference[] {
  return [...(secret === null ? [] : [secret]), ...questionSecrets(question).map(({ reference }) => reference)]
}

/** Returns the secrets with which reviews look at the consumers of a check. */
export function lookedWith(check: Check): readonly SecretReference[] {
  return consumerSecrets(check).map(({ reference }) => reference)
}

/** Stages that a rotation may leave beside the current one. If the current version is refused, they show what happened. */
export function besideCurrent({ secret }: Check): readonly SecretReference[] {
  if (secret === null || secret.stage !== 'AWSCURRENT') return []
  return [
    { ...secret, stage: 'AWSPENDING' },
    { ...secret, stage: 'AWSPREVIOUS' },
  ]
}

/** Returns names and ARNs, each once, in a stable order. */
export function idsOf(references: readonly SecretReference[]): readonly string[] {
  const ids = references.flatMap(({ source }) => (source.from === 'secrets-manager' ? [source.id] : []))
  return [...new Set(ids)].toSorted()
}
