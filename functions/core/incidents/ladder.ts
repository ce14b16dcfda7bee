/** A rung of the ladder that an expiry comes down, and the expiry that it belongs to. Epoch seconds, and seconds before it. */
export type Rung = { readonly expiresAt: number; readonly secondsBefore: number }
