/** `AWSCURRENT` is what consumers read; the other two are looked at during and after a rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'

/**
 * Where a credential is kept, never the credential. `environment` and `file` exist for laptops and CI; a deployment
 * to AWS takes `secrets-manager` only.
 */
export type SecretSource =
  | { readonly from: 'secrets-manager' /** Name or ARN. */; readonly id: string }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly path: string }

/**
 * What to read there. `fields` maps a role that the profile asks for (`token`, `clientId`, `clientSecret`) to a key
 * of the secret's JSON object, or to null where the whole secret string is that role's value.
 */
export type SecretReference = {
  readonly source: SecretSource
  readonly fields: Readonly<Record<string, string | null>>
  readonly stage: SecretStage
  /** Drop one trailing line break, because the config says that the secret was stored with one. */
  readonly trimNewline: boolean
  /** The customer's KMS key that the secret is encrypted with; null for AWS's own. */
  readonly keyArn: string | null
}
