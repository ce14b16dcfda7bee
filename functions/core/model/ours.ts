import type { ClientAuthentication } from './question.ts'
import type { RotatorSpec } from './rotator-spec.ts'
import type { SecretReference } from './secret-reference.ts'

/** Somebody who uses the credential: from a cache that has a ceiling, or as it stood when they were started. */
export type RotationConsumer = { readonly name: string; readonly reads: 'at_start' | { readonly cacheSeconds: number } }

/** What holds for a rotation of ours, whatever makes the next credential. */
export type RotationTerms = {
  /** A person has to allow each rotation. */
  readonly approve: boolean
  /** Daily spans of UTC minutes in which a rotation may start; any time where there is none. */
  readonly windows: readonly { readonly fromMinute: number; readonly toMinute: number }[]
  /** Who must have moved on before the old key is revoked. */
  readonly consumers: readonly RotationConsumer[]
  /** Keys of the secret's JSON object for roles that the check itself does not send, such as `refreshToken`. */
  readonly fields: Readonly<Record<string, string>>
  /** A key of the secret's JSON object that holds the provider's id of the credential. */
  readonly idField: string | null
  /** The provider's id of the credential that is current when rotation begins for the first time. */
  readonly firstId: string | null
  /** The provider ends a credential that was not exchanged for this long. */
  readonly keepAliveSeconds: number | null
  /** Where a person gives consent anew, or issues the credential by hand. */
  readonly consoleUrl: string | null
}

/** How the next credential is made. */
export type RotationGrants = {
  /** Access tokens by client credentials that are kept in another secret. */
  readonly client_credentials: {
    readonly tokenUrl: string
    readonly scope: string | null
    readonly audience: string | null
    readonly authentication: ClientAuthentication
    readonly client: SecretReference
  }
  /** Access tokens by a refresh token beside them: role `refreshToken` of the terms' fields. */
  readonly refresh_token: {
    readonly tokenUrl: string
    readonly scope: string | null
    readonly authentication: ClientAuthentication
    readonly client: SecretReference
    /** Whether each exchange ends the refresh token that it used. */
    readonly rotates: boolean
    /** How long a used refresh token may be used again; 0 where not at all. */
    readonly graceSeconds: number
    readonly introspectionUrl: string | null
  }
  /** Installation tokens of a GitHub App: role `privateKey`. */
  readonly github_app: {
    readonly api: string
    readonly appId: string
    readonly installationId: string
    readonly client: SecretReference
  }
  /** Calls that the config declares. */
  readonly http: { readonly rotator: RotatorSpec } & HttpGrant
  /** Calls of the catalogue's rotator of this name. */
  readonly provider: { readonly provider: string } & HttpGrant
}

/** What calls as data need from the config. */
export type HttpGrant = {
  /** Where the API is, in place of the rotator's own address. */
  readonly api: string | null
  readonly options: Readonly<Record<string, string>>
  /** The credential that authorizes the calls; null where the rotated one does itself. */
  readonly client: SecretReference | null
  /** How long the next credential shall live; null where the provider decides. */
  readonly lifeSeconds: number | null
}

/** Our `rotate` function makes the next credential. */
export type OurRotation = {
  [Name in keyof RotationGrants]: { readonly by: 'ours'; readonly grant: Name } & RotationGrants[Name]
}[keyof RotationGrants] & { readonly rotateWithinSeconds: number; readonly terms: RotationTerms }

/** Where nothing else is said: nobody is asked, any hour will do, and nobody is known to use it. */
export const plainTerms: RotationTerms = {
  approve: false,
  windows: [],
  consumers: [],
  fields: {},
  idField: null,
  firstId: null,
  keepAliveSeconds: null,
  consoleUrl: null,
}
