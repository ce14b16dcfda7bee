import type { ClientAuthentication } from './question.ts'
import type { RotatorSpec } from './rotator-spec.ts'
import type { SecretReference } from './secret-reference.ts'

/** A consumer of the credential. It reads the value when it starts, or from a cache with a time limit. */
export type RotationConsumer = { readonly name: string; readonly reads: 'at_start' | { readonly cacheSeconds: number } }

/** Rules shared by all `ours(...)` rotations, independent of the grant. */
export type RotationTerms = {
  /** A person has to allow each rotation. */
  readonly approve: boolean
  /** Daily spans of UTC minutes in which a rotation may start; any time where the list is empty. */
  readonly windows: readonly { readonly fromMinute: number; readonly toMinute: number }[]
  /** Consumers that must use the new version before the old key is revoked. */
  readonly consumers: readonly RotationConsumer[]
  /** Time after the promotion at which the old key is revoked without evidence; `null` for never. */
  readonly revokeAfterSeconds: number | null
  /** Keys of the secret's JSON object for roles that the check itself does not send, such as `refreshToken`. */
  readonly fields: Readonly<Record<string, string>>
  /** A key of the secret's JSON object that holds the provider's id of the credential. */
  readonly idField: string | null
  /** The provider's id of the credential that is current when rotation begins for the first time. */
  readonly firstId: string | null
  /** The provider ends a credential that was not exchanged for this long; `null` where it does not. */
  readonly keepAliveSeconds: number | null
  /** A secret to spare, which a rehearsal rotates where the present credential would be spent; `null` where the config names none. */
  readonly rehearsal: SecretReference | null
  /** Page on which a person gives consent again, or issues the credential by hand. */
  readonly consoleUrl: string | null
}

/** Ways to make the next credential, by grant. */
export type RotationGrants = {
  /** Access tokens by client credentials in another secret. */
  readonly client_credentials: {
    readonly tokenUrl: string
    readonly scope: string | null
    readonly audience: string | null
    readonly authentication: ClientAuthentication
    readonly client: SecretReference
  }
  /** Access tokens by a refresh token in the same secret: role `refreshToken` of the terms' fields. */
  readonly refresh_token: {
    readonly tokenUrl: string
    readonly scope: string | null
    readonly authentication: ClientAuthentication
    readonly client: SecretReference
    /** True if each exchange ends the refresh token that it used. */
    readonly rotates: boolean
    /** Time in which a used refresh token may be used again; 0 for none. */
    readonly graceSeconds: number
    readonly introspectionUrl: string | null
  }
  /** Installation tokens of a GitHub App, by role `privateKey`. */
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

/** Settings of the config for calls that are declared as data. */
export type HttpGrant = {
  /** Address of the API; `null` for the rotator's own. */
  readonly api: string | null
  readonly options: Readonly<Record<string, string>>
  /** The credential that authorizes the calls; `null` where the rotated one does. */
  readonly client: SecretReference | null
  /** Lifetime of the next credential; `null` where the provider decides. */
  readonly lifeSeconds: number | null
}

/** A rotation in which our `rotate` function makes the next credential. */
export type OurRotation = {
  [Name in keyof RotationGrants]: { readonly by: 'ours'; readonly grant: Name } & RotationGrants[Name]
}[keyof RotationGrants] & { readonly rotateWithinSeconds: number; readonly terms: RotationTerms }

/** Default terms: no approval, no windows, no known consumers. */
export const plainTerms: RotationTerms = {
  approve: false,
  windows: [],
  consumers: [],
  fields: {},
  idField: null,
  firstId: null,
  keepAliveSeconds: null,
  revokeAfterSeconds: null,
  rehearsal: null,
  consoleUrl: null,
}
