/** Condition keys of a request with their values. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/** Every key that a policy may name. A key may be known and still be absent from a request, as it would be in AWS. */
const knownKeys: ReadonlySet<string> = new Set(
  [
    'aws:SecureTransport',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'cloudwatch:namespace',
    'dynamodb:LeadingKeys',
    'ecs:cluster',
    'events:detail-type',
    'events:source',
    'kms:CallerAccount',
    'kms:ViaService',
    'lambda:SourceFunctionArn',
    'secretsmanager:SecretId',
    'secretsmanager:VersionId',
    'secretsmanager:VersionStage',
  ].map((key) => key.toLowerCase()),
)

const knownPrefixes = ['secretsmanager:resourcetag/', 'kms:encryptioncontext:']

/** The values of a key in a request; null where the request does not carry it. Keys know no case; a key nobody knows throws. */
export function valuesOf(key: string, context: Context): readonly string[] | null {
  const wanted = key.toLowerCase()
  if (!knownKeys.has(wanted) && !knownPrefixes.some((prefix) => wanted.startsWith(prefix))) {
    throw new Error(`the condition key ${key} is not known`)
  }
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === wanted)?.[1]
  return found === undefined ? null : [found].flat()
}
