/** Operations on the authorization server, secret store and alert path of a sandbox. Each resolves when it is in effect. */
export type Driver = {
  /** Sets the lifetime of new tokens. Resolves with the earlier lifetime. */
  setTtl(seconds: number): Promise<number>
  /** Returns the scopes of new tokens. */
  scopes(): readonly string[]
  /** Sets the scopes of new tokens. Resolves with the earlier scopes. */
  setScopes(scopes: readonly string[]): Promise<readonly string[]>
  /** Revokes all valid tokens of the service. */
  revokeAll(): Promise<void>
  /** Signs with a new key and withdraws the old ones. Sends the API a token of the new key, so that it fetches the key set again. */
  rotateKeys(): Promise<void>
  /** Stores a new client secret as the current version. The old one is refused from now on. */
  rotateSecret(): Promise<void>
  /** Leaves a rotation halfway: the provider has the new client secret, the store has it only as AWSPENDING. */
  strandRotation(): Promise<void>
  /** Finishes the rotation that was left halfway. */
  finishRotation(): Promise<void>
  /** Mints a token that the API under test must not accept. */
  foreignToken(kind: 'audience' | 'environment' | 'expired'): Promise<string>
  /** Refuses the service's alerts until `restoreAlerts`. */
  cutAlerts(): Promise<void>
  restoreAlerts(): Promise<void>
}
