import type { SecretFailure, StoredSecret } from '../model/secret-value.ts'

/** A secret as its store describes it: the stages of each version. Instants are epoch milliseconds. */
export type SecretDescription = {
  readonly name: string
  readonly arn: string
  /** True for a managed external secret, which AWS itself rotates at the provider and nobody else may rotate. */
  readonly managedByAws: boolean
  readonly stages: ReadonlyMap<string, readonly string[]>
  /** False if somebody cancelled its rotation; `null` if none was ever configured. */
  readonly rotationEnabled: boolean | null
  /** Last change of a label or value; `null` where the store does not say. */
  readonly changedAt: number | null
  /** The store's own date for the next rotation. A date in the past means that rotation fails. */
  readonly nextRotationAt: number | null
}

/** Versions of one store, as the four steps use them. Writes reject if the store refuses them. */
export type VersionStore = {
  describe(secretArn: string): Promise<SecretDescription>
  /** Reads a version. `empty` is the placeholder that the store makes before the first step. */
  read(
    secretArn: string,
    version: { readonly stage: string; readonly versionId?: string },
  ): Promise<StoredSecret | SecretFailure | 'empty'>
  /** Saves the value of a pending version. `refused` is final; rejects for failures that may pass. */
  putPending(
    secretArn: string,
    versionId: string,
    value: string,
    rotationToken: string | null,
  ): Promise<'saved' | 'refused'>
  /** Moves AWSCURRENT. Rejects unless it is where the caller saw it. */
  promote(secretArn: string, versionId: string, from: string): Promise<void>
  /** Puts AWSPENDING on a version that has no label; `from` is where it stands now. Returns false if there is no such version. */
  attachPending(secretArn: string, versionId: string, from: string | null): Promise<boolean>
  /** Removes AWSPENDING from a version. Rejects unless it is there. */
  dropPending(secretArn: string, versionId: string): Promise<void>
}

/** Returns a label of a version; `null` where it has none. */
export function stageOf({ stages }: Pick<SecretDescription, 'stages'>, versionId: string): string | null {
  return stages.get(versionId)?.[0] ?? null
}

/** Returns the id of the version with a stage; `null` where no version has it. */
export function versionAt({ stages }: Pick<SecretDescription, 'stages'>, stage: string): string | null {
  return [...stages].find(([, labels]) => labels.includes(stage))?.[0] ?? null
}
