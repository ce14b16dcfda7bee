/** The hands that a fault needs on an authorization server, a secret store and an alarm path: the lab's, or a sandbox's. Everything resolves when it has taken effect. */
export type Driver = {
  /** Tokens issued from now on live this long; resolves with how long they lived before. */
  setTtl(seconds: number): Promise<number>
  /** Tokens issued from now on carry no other scopes; resolves with those they carried before. */
  setScopes(scopes: readonly string[]): Promise<readonly string[]>
  /** Revokes every token of the service that lives now. */
  revokeAll(): Promise<void>
  /** Signs with a new key from now on, takes the old ones back, and has the API meet the new one, so that it looks at the key set again. */
  rotateKeys(): Promise<void>
  /** A new client secret, stored as the current version; the old one is refused from now on. */
  rotateSecret(): Promise<void>
  /** The provider has the new client secret, the store has it only as AWSPENDING: a rotation that died halfway. */
  strandRotation(): Promise<void>
  /** Finishes the rotation that was left halfway. */
  finishRotation(): Promise<void>
  /** A token that the API under test must not take. */
  foreignToken(kind: 'audience' | 'environment' | 'expired'): Promise<string>
  /** The victim's alerts are refused until this is undone. */
  cutAlerts(): Promise<void>
  restoreAlerts(): Promise<void>
}
