import type { Capabilities } from './capabilities.ts'
import type { InstantFormat } from './instant.ts'
import type { ClientAuthentication, Placement } from './question.ts'

/**
 * A JSON body with placeholders such as `{name}` inside strings. A string that is exactly `{copied.x}` becomes the copied value of any
 * type; one that is exactly `{number.x}` becomes a number.
 */
export type CallTemplate =
  | string
  | number
  | boolean
  | null
  | readonly CallTemplate[]
  | { readonly [field: string]: CallTemplate }

/**
 * One call, as data. Placeholders: `{api}`, `{name}` and `{id}` of a key, `{page}` of a listing, `{expiresIso}`, `{expiresMs}`, `{graceEndsMs}`, `{lifeSeconds}`, the rotation's own
 * options by name, and `{role.x}` for a part of the credential, in bodies only.
 */
export type RotatorCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: CallTemplate
  readonly form?: Readonly<Record<string, string>>
  /** Placement of the credential that authorizes it; by default `send` of the spec. */
  readonly send?: readonly Placement[]
}

/** Paths of the new credential in an answer; JMESPath. */
export type IssuedPaths = {
  /** By role of the secret. */
  readonly values: Readonly<Record<string, string>>
  readonly id: string | null
  readonly expires: { readonly at: string; readonly format: InstantFormat } | null
  /** Has to be true, for providers that refuse with status 200. */
  readonly ok: string | null
}

/**
 * Paths of the keys in a listing; JMESPath. `items`, `total` and `next` are paths in the answer, all others in an item. A provider that pages
 * by number has `{page}` in the URL of its listing.
 */
export type KeyPaths = {
  readonly items: string
  /** Number of keys on all pages. Without it, an empty page is the end. */
  readonly total?: string
  /** Mark of the next page, of providers that page by it; anything but null says that keys are missing. */
  readonly next?: string
  readonly id: string
  readonly name: string | null
  readonly createdAt: { readonly at: string; readonly format: InstantFormat } | null
  readonly lastUsedAt: { readonly at: string; readonly format: InstantFormat } | null
}

/** Calls that issue, list and revoke a provider's credentials, as data: a provider is one small file. */
export type RotatorSpec = {
  readonly name: string
  /** Name for people. */
  readonly title: string
  readonly capabilities: Capabilities
  /** The credential that authorizes the calls: `self` is the rotated one, `other` a different one. */
  readonly authority: 'other' | 'self'
  /** Roles that the authorizing credential has to hold. */
  readonly authorityRoles: readonly string[]
  /** Options that the config has to set. */
  readonly options: readonly string[]
  /** Options that the config may set, with their defaults. */
  readonly defaults: Readonly<Record<string, string>>
  /** Address of the API, unless the config names another; `null` where every customer has a host of their own. */
  readonly api: string | null
  readonly send: readonly Placement[]
  /** Request for an access token with the authority's `clientId` and `clientSecret`. Calls then carry it as role `token`. */
  readonly login: {
    readonly tokenUrl: string
    readonly scope: string
    readonly authentication: ClientAuthentication
  } | null
  readonly issue: RotatorCall & { readonly read: IssuedPaths }
  /** Returns the id of the rotated credential's key, asked with that credential. */
  readonly identify: (RotatorCall & { readonly id: string }) | null
  /** Fields that the next key has to copy from the present one, read before a key is issued. */
  readonly copy: (RotatorCall & { readonly fields: Readonly<Record<string, string>> }) | null
  readonly list: (RotatorCall & { readonly keys: KeyPaths }) | null
  /** Calls in this order. The key is revoked after the last one. */
  readonly revoke: readonly RotatorCall[]
  readonly recover: (RotatorCall & { readonly read: IssuedPaths }) | null
  /** JMESPath expression that is true for an answer which says that the old credential was used up. */
  readonly consumed: string | null
}
