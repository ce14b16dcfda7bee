/** The versions of a secret, without their values. Instants are epoch milliseconds. */
export type SecretHistory = {
  readonly arn: string
  readonly name: string
  readonly currentId: string
  readonly previousId: string | null
  /** Every version that the store still has, with the current one. */
  readonly knownIds: readonly string[]
  /** Instant at which the current version became current, as far as the store shows. */
  readonly promotedAt: number
  /** The last day (00:00 UTC) on which the previous version was read; null if it never was. */
  readonly previousReadOn: number | null
  /** Status of the replicas, by Region. */
  readonly replicas: ReadonlyMap<string, string>
}

/**
 * Returns the instant at which the current version became current. The store dates rotations and new versions, not promotions: a
 * rotation that ended after the version was created promoted it. A version that was put by hand was current at once.
 */
export function promotionOf(createdAt: number, rotatedAt: number | null): number {
  return rotatedAt === null ? createdAt : Math.max(createdAt, rotatedAt)
}
