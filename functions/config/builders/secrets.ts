import type { SecretFields, SecretInput } from '../schema/secret.ts'

type Reading = { readonly trimNewline?: boolean }
type ManagedReading = Reading & {
  readonly stage?: 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'
  /** Your own KMS key that encrypts the secret. */
  readonly keyArn?: string
}
type StoredReading = Reading & {
  /** Your own KMS key that encrypts the parameter. */
  readonly keyArn?: string
}
type From<Source extends SecretInput['from']> = Extract<SecretInput, { from: Source }>

/**
 * A secret in Secrets Manager, by name or ARN. Without `fields` the whole secret is the token. With one, the token is that key of its JSON
 * object. With several, each role has its key: `secret('billing', { clientId: 'id', clientSecret: 'key' })`.
 */
export function secret(id: string, fields?: SecretFields, options: ManagedReading = {}): From<'secrets-manager'> {
  return { from: 'secrets-manager', id, ...named(fields), ...options }
}

/**
 * A SecureString in Parameter Store, by name; its fields are those of `secret(...)`. Tokenwatch reads its newest version. Nothing rotates a
 * parameter: for rotation, store the value with `secret(...)`.
 */
export function parameter(name: string, fields?: SecretFields, options: StoredReading = {}): From<'parameter-store'> {
  return { from: 'parameter-store', name, ...named(fields), ...options }
}

/** A credential in an environment variable, for laptops and CI only: a deployment to AWS refuses it. */
export function fromEnv(variable: string, fields?: SecretFields, options: Reading = {}): From<'environment'> {
  return { from: 'environment', variable, ...named(fields), ...options }
}

/** A credential in a file, for laptops and CI only: a deployment to AWS refuses it. */
export function fromFile(path: string, fields?: SecretFields, options: Reading = {}): From<'file'> {
  return { from: 'file', path, ...named(fields), ...options }
}

function named(fields: SecretFields | undefined): { readonly fields?: SecretFields } {
  return fields === undefined ? {} : { fields }
}
