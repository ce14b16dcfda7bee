import type { Capabilities } from '../model/capabilities.ts'
import type { Credential } from '../model/credential.ts'
import type { ReceivedAnswer } from './received-answer.ts'

/** A newly issued credential. Exists only between the provider's answer and the save. */
export type Issued = {
  readonly kind: 'issued'
  /** New values of these roles (`token`, `refreshToken`, `clientSecret`); roles that are not named keep theirs. */
  readonly roles: readonly string[]
  readonly credential: Credential
  /** The provider's id of the new key, which is no secret; `null` where it has none. */
  readonly id: string | null
  /** Epoch seconds; `null` where nobody knows. */
  readonly expiresAt: number | null
}

/**
 * A call without a usable result. `refused`: the provider refused, and nothing was made. `consumed`: it said that the old credential is
 * spent. `not_sent`: no byte of the request was sent. `lost`: it may have acted, and its answer did not come. `unreadable`: its answer came,
 * and holds no credential that can be read. `code` is a word of ours or an HTTP status.
 */
export type NotIssued =
  | { readonly kind: 'refused' | 'consumed' | 'not_sent' | 'lost'; readonly code: string }
  | { readonly kind: 'unreadable'; readonly code: string; readonly answer: ReceivedAnswer }

/** A key as its provider lists it. Instants are epoch milliseconds. */
export type ProviderKey = {
  readonly id: string
  readonly name: string | null
  readonly createdAt: number | null
  readonly lastUsedAt: number | null
}

/** Name of the next key, and the id of the one before, for the provider's calls that need them. */
export type KeyToMake = { readonly name: string; readonly oldId: string | null }

/** Success of a call that returns nothing. */
export type Done = { readonly kind: 'done' }

/** Calls of one provider, with their credentials in place. A call that the provider does not have is `null`. */
export type Rotator = {
  readonly capabilities: Capabilities
  /** True if some call names the present key by its id, which must then be known before anything is made. */
  readonly needsOldId: boolean
  /** Makes the next credential. The rotator itself never retries it. */
  issue(key: KeyToMake): Promise<Issued | NotIssued>
  /** Reads an answer that came earlier and could not be read then. Sends nothing. */
  reread(answer: ReceivedAnswer): Issued | NotIssued
  /** Asks for the provider's id of the present key, with the key itself. */
  readonly identify: (() => Promise<string | null>) | null
  readonly list: (() => Promise<readonly ProviderKey[] | NotIssued>) | null
  readonly revoke: ((id: string) => Promise<Done | NotIssued>) | null
  /** Rotates the key of a lost answer with an administrator's credential: the only way back where the old one dies at once. */
  readonly recover: ((key: KeyToMake) => Promise<Issued | NotIssued>) | null
  /** Asks whether the present credential can still be exchanged (RFC 7662); `null` where the provider does not say. */
  readonly isAlive: (() => Promise<boolean | null>) | null
  /** Returns true if the host answers anything at all, asked without a credential. */
  reachable(): Promise<boolean>
}
