import type { Capabilities } from './capabilities.ts'
import type { InstantFormat } from './expiry.ts'
import type { ClientAuthentication, Placement } from './question.ts'

/**
 * A JSON body with places to fill: `{name}` and its like inside of strings; a string that is exactly `{copied.x}` becomes what was
 * copied there, whatever its type, and one that is exactly `{number.x}` becomes the number.
 */
export type CallTemplate =
  | string
  | number
  | boolean
  | null
  | readonly CallTemplate[]
  | { readonly [field: string]: CallTemplate }

/**
 * One call, as data. Places: `{api}`, `{name}` and `{id}` of a key, `{expiresIso}`, `{expiresMs}`, `{graceEndsMs}`, `{lifeSeconds}`, the rotation's own
 * options by name, and `{role.x}` for a part of the credential, in bodies only.
 */
export type RotatorCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: CallTemplate
  readonly form?: Readonly<Record<string, string>>
  /** The credential that authorizes it; by default the spec's own `send`. */
  readonly send?: readonly Placement[]
}

/** Where an answer names what was issued; JMESPath. */
export type IssuedPaths = {
  /** By role of the secret. */
  readonly values: Readonly<Record<string, string>>
  readonly id: string | null
  readonly expires: { readonly at: string; readonly format: InstantFormat } | null
  /** Must come out true, for providers that refuse with 200. */
  readonly ok: string | null
}

/** Where a listing names its keys; JMESPath, the last four within an item. */
export type KeyPaths = {
  readonly items: string
  readonly id: string
  readonly name: string | null
  readonly createdAt: { readonly at: string; readonly format: InstantFormat } | null
  readonly lastUsedAt: { readonly at: string; readonly format: InstantFormat } | null
}

/** How one provider's credentials are made, listed and ended: data, so that a provider is one small file. */
export type RotatorSpec = {
  readonly name: string
  /** As people write it. */
  readonly title: string
  readonly capabilities: Capabilities
  /** `other`: a credential that is not the rotated one has to authorize the calls; `self`: the rotated one may. */
  readonly authority: 'other' | 'self'
  /** Roles that the authorizing credential has to hold. */
  readonly authorityRoles: readonly string[]
  /** Names that the config has to give a value. */
  readonly options: readonly string[]
  /** Names that the config may give another value. */
  readonly defaults: Readonly<Record<string, string>>
  /** Where the API is, unless the config says otherwise; null where every customer has a host of their own. */
  readonly api: string | null
  readonly send: readonly Placement[]
  /** A token has to be asked for first, with the authority's `clientId` and `clientSecret`; calls then carry it as role `token`. */
  readonly login: {
    readonly tokenUrl: string
    readonly scope: string
    readonly authentication: ClientAuthentication
  } | null
  readonly issue: RotatorCall & { readonly read: IssuedPaths }
  /** Asked with the rotated credential itself: the id of its key. */
  readonly identify: (RotatorCall & { readonly id: string }) | null
  /** What the next key has to have in common with the present one; read before anything is made. */
  readonly copy: (RotatorCall & { readonly fields: Readonly<Record<string, string>> }) | null
  readonly list: (RotatorCall & { readonly keys: KeyPaths }) | null
  /** In this order; the key is gone after the last. */
  readonly revoke: readonly RotatorCall[]
  readonly recover: (RotatorCall & { readonly read: IssuedPaths }) | null
  /** Statuses or error codes of an answer that say that the old credential is spent; JMESPath that must come out true. */
  readonly consumed: string | null
}
