import type { SecretFailure, StoredSecret } from '../model/secret-value.ts'

/** A secret as its store describes it: which version carries which stages. Instants are epoch milliseconds. */
export type SecretDescription = {
  readonly name: string
  readonly arn: string
  /** Whether AWS itself renews it at its provider: a managed external secret, which is nobody else's to rotate. */
  readonly managedByAws: boolean
  readonly stages: ReadonlyMap<string, readonly string[]>
  /** When a label or a value last changed; null where the store does not say. */
  readonly changedAt: number | null
  /** The store's own date for the next rotation; one that has passed means that rotation fails. */
  readonly nextRotationAt: number | null
}

/** The versions of one store, as the four steps use them. Writes reject when the store refuses them. */
export type VersionStore = {
  describe(secretArn: string): Promise<SecretDescription>
  /** `empty` is the placeholder that the store makes before the first step. */
  read(
    secretArn: string,
    version: { readonly stage: string; readonly versionId?: string },
  ): Promise<StoredSecret | SecretFailure | 'empty'>
  /** `refused`: the store says no and will go on saying so. Rejects for everything that may pass. */
  putPending(
    secretArn: string,
    versionId: string,
    value: string,
    rotationToken: string | null,
  ): Promise<'saved' | 'refused'>
  /** Moves AWSCURRENT; fails unless it stands where the caller saw it. */
  promote(secretArn: string, versionId: string, from: string): Promise<void>
  /** Takes AWSPENDING from a version; fails unless it stands there. */
  dropPending(secretArn: string, versionId: string): Promise<void>
}

/** The version that carries a stage. */
export function versionAt({ stages }: Pick<SecretDescription, 'stages'>, stage: string): string | null {
  return [...stages].find(([, labels]) => labels.includes(stage))?.[0] ?? null
}
