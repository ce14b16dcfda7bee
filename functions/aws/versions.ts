import { paginateListSecrets, type SecretListEntry, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check, CheckKey } from '../core/model/check.ts'
import type { Sweep } from '../core/tick/sweep.ts'

/** Secrets in one answer of ListSecrets, its maximum. */
const secretsPerPage = 100

/**
 * Which version of each check's secret is current, and which secrets AWS renews itself, from the store's own listing: one call for a
 * hundred secrets instead of one for each. Secrets that the listing does not show (another account's) are left out, and are read when
 * their cache is old.
 */
export function openSweep(client: SecretsManagerClient) {
  return async (checks: readonly Check[]): Promise<Sweep> => {
    const wanted = new Set(checks.flatMap((check) => secretIdOf(check) ?? []))
    const listed = new Map<string, Listed>()
    for await (const { SecretList = [] } of paginateListSecrets({ client }, { MaxResults: secretsPerPage })) {
      for (const entry of SecretList) note(entry, wanted, listed)
      if (listed.size >= wanted.size) break
    }
    const managed = checks.filter((check) => listed.get(secretIdOf(check) ?? '')?.managedByAws)
    return {
      versionIds: new Map(checks.flatMap((check) => pairOf(check, listed))),
      managedByAws: new Set(managed.map(({ key }) => key)),
      nextRotations: new Map(
        checks.flatMap((check) => {
          const at = listed.get(secretIdOf(check) ?? '')?.nextRotationAt ?? null
          return at === null ? [] : [[check.key, at] as const]
        }),
      ),
    }
  }
}

type Listed = { readonly versionId: string; readonly managedByAws: boolean; readonly nextRotationAt: number | null }

function note(
  { Name, ARN, Type, SecretVersionsToStages, NextRotationDate }: SecretListEntry,
  wanted: ReadonlySet<string>,
  listed: Map<string, Listed>,
): void {
  const versionId = Object.entries(SecretVersionsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSCURRENT'),
  )?.[0]
  if (versionId === undefined) return
  const found = { versionId, managedByAws: isManaged({ Type }), nextRotationAt: NextRotationDate?.getTime() ?? null }
  for (const id of [Name, ARN]) if (id !== undefined && wanted.has(id)) listed.set(id, found)
}

/** Only secrets that a partner of AWS holds have a type; AWS renews them without a function (managed external secrets). */
export function isManaged({ Type }: { readonly Type: string | undefined }): boolean {
  return (Type ?? '') !== ''
}

function pairOf(check: Check, listed: ReadonlyMap<string, Listed>): readonly (readonly [CheckKey, string])[] {
  const versionId = listed.get(secretIdOf(check) ?? '')?.versionId
  return versionId === undefined || check.secret?.stage !== 'AWSCURRENT' ? [] : [[check.key, versionId]]
}

/** Name or ARN as the config has it. */
export function secretIdOf({ secret }: Pick<Check, 'secret'>): string | null {
  return secret?.source.from === 'secrets-manager' ? secret.source.id : null
}
