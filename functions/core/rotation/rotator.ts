import type { Capabilities } from '../model/capabilities.ts'
import type { Credential } from '../model/credential.ts'

/** What a provider issued. Exists between its answer and the save, and nowhere else. */
export type Issued = {
  readonly kind: 'issued'
  /** New values of these roles (`token`, `refreshToken`, `clientSecret`); roles that are not named keep theirs. */
  readonly roles: readonly string[]
  readonly credential: Credential
  /** The provider's id of the new key, which is no secret; null where it names none. */
  readonly id: string | null
  /** Epoch seconds; null where nobody knows. */
  readonly expiresAt: number | null
}

/**
 * Nothing usable came back. `refused`: the provider said no, and nothing was made. `consumed`: it said that the old credential is
 * spent. `not_sent`: no byte of the request left. `lost`: it may have acted. `code` is a word of ours or an HTTP status.
 */
export type NotIssued = { readonly kind: 'refused' | 'consumed' | 'not_sent' | 'lost'; readonly code: string }

/** A key as its provider lists it. Instants are epoch milliseconds. */
export type ProviderKey = {
  readonly id: string
  readonly name: string | null
  readonly createdAt: number | null
  readonly lastUsedAt: number | null
}

/** How the next key is to be called, and which one it follows, where the provider's calls say so. */
export type KeyToMake = { readonly name: string; readonly oldId: string | null }

/** What a call did that returns nothing of use. */
export type Done = { readonly kind: 'done' }

/** The calls of one provider, with the credentials that authorize them in place; a call that a provider has not is null. */
export type Rotator = {
  readonly capabilities: Capabilities
  /** Whether some call names the present key by its id, so that it has to be known before anything is made. */
  readonly needsOldId: boolean
  /** Makes the next credential. Never tried a second time by the rotator itself. */
  issue(key: KeyToMake): Promise<Issued | NotIssued>
  /** The provider's id of the present key, asked with the key itself. */
  readonly identify: (() => Promise<string | null>) | null
  readonly list: (() => Promise<readonly ProviderKey[] | NotIssued>) | null
  readonly revoke: ((id: string) => Promise<Done | NotIssued>) | null
  /** Rotates, as an administrator, the key that a lost answer was about: the only way back for a class that dies at once. */
  readonly recover: ((key: KeyToMake) => Promise<Issued | NotIssued>) | null
  /** Whether the present credential can still be exchanged (RFC 7662); null where the provider does not say. */
  readonly isAlive: (() => Promise<boolean | null>) | null
  /** Any answer at all from the host that will be asked, without a credential. */
  reachable(): Promise<boolean>
}
