/** Conditions around a verdict. They decide about its messages, never about the verdict. */
export type AlertContext = {
  /** A silence or a maintenance window covers the check. */
  readonly suppressed: boolean
  /** The provider has lately refused a valid token. */
  readonly unreliable: boolean
  /** An alert storm of the provider covers the check. */
  readonly inStorm: boolean
  /** A message about many known ends covers the end of the check. */
  readonly endInStorm: boolean
  /** A page about its secret, identity or issuer covers this verdict. */
  readonly isShared: boolean
  /** An experiment breaks the token on purpose: its messages are marked, and it says nothing about its provider. */
  readonly onPurpose: boolean
  /** At least half of the other checks of the provider cannot be proved either. */
  readonly neighboursInTrouble: boolean
}

/** The context in which nothing special holds. */
export const normalContext: AlertContext = {
  suppressed: false,
  unreliable: false,
  inStorm: false,
  endInStorm: false,
  isShared: false,
  onPurpose: false,
  neighboursInTrouble: false,
}
