/** What holds around a check when its verdict is concluded: it decides what people are told, never what the verdict is. */
export type AlertContext = {
  /** Somebody has asked for quiet about it. */
  readonly suppressed: boolean
  /** Its provider has lately called a good token bad. */
  readonly unreliable: boolean
  /** So many of its provider's tokens died that they are one incident. */
  readonly inStorm: boolean
  /** Somebody breaks the token on purpose: it is told by itself and marked as that, and says nothing about its provider. */
  readonly onPurpose: boolean
}

/** A quiet day. */
export const normalContext: AlertContext = { suppressed: false, unreliable: false, inStorm: false, onPurpose: false }
