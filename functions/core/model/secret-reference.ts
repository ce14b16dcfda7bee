/** Stage of a version. Consumers read `AWSCURRENT`; Tokenwatch reads the other two during and after a rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS'

/** Place of a stored credential, never its value. `environment` and `file` are for laptops and CI; AWS needs one of its own two stores. */
export type SecretSource =
  | { readonly from: 'secrets-manager' /** Name or ARN. */; readonly id: string }
  /** A SecureString of Systems Manager. */
  | { readonly from: 'parameter-store'; readonly name: string }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly path: string }

/**
 * A secret and its fields. `fields` maps a role of the profile (`token`, `clientId`, `clientSecret`) to a key of the secret's JSON object,
 * or to `null` where the whole secret is the role's value.
 */
export type SecretReference = {
  readonly source: SecretSource
  readonly fields: Readonly<Record<string, string | null>>
  readonly stage: SecretStage
  /** True to remove one line break at the end, where the config says that the secret was stored with one. */
  readonly trimNewline: boolean
  /** The customer's KMS key that encrypts the secret; `null` for AWS's own. */
  readonly keyArn: string | null
}
