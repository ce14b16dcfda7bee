/** A secret's versions as its store tells of them, without a value. Instants are epoch milliseconds. */
export type SecretHistory = {
  readonly arn: string
  readonly name: string
  readonly currentId: string
  readonly previousId: string | null
  /** Every version that the store still knows, the current one included. */
  readonly knownIds: readonly string[]
  /** When the current version became current, as far as the store tells. */
  readonly promotedAt: number
  /** The last day (00:00 UTC) on which somebody read the previous version. */
  readonly previousReadOn: number | null
  /** How the store speaks of its copies in other Regions, by Region. */
  readonly replicas: ReadonlyMap<string, string>
}

/**
 * When the current version became current. The store dates rotations and the making of versions, not promotions: a rotation that ended
 * after the version was made is what promoted it, and a version that was put by hand was current at once.
 */
export function promotionOf(createdAt: number, rotatedAt: number | null): number {
  return rotatedAt === null ? createdAt : Math.max(createdAt, rotatedAt)
}
