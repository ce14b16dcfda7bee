import { paginateListSecrets, type SecretListEntry, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check, CheckKey } from '../core/model/check.ts'
import type { WiringFault } from '../core/tick/rotation-wiring.ts'
import type { Sweep } from '../core/tick/sweep.ts'

/** Secrets in one answer of ListSecrets: its maximum. */
const secretsPerPage = 100

/**
 * Finds the current version of each check's secret, and the secrets that AWS itself rotates. It lists the store: one call for 100
 * secrets instead of one for each. Secrets of another account are not listed; they are read when their cache is old.
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
      wiring: new Map(
        checks.flatMap((check) => {
          const fault = listed.get(secretIdOf(check) ?? '')?.wiring ?? null
          return fault === null ? [] : [[check.key, fault] as const]
        }),
      ),
    }
  }
}

type Listed = {
  readonly versionId: string
  readonly managedByAws: boolean
  readonly nextRotationAt: number | null
  readonly wiring: WiringFault | null
}

function note(entry: SecretListEntry, wanted: ReadonlySet<string>, listed: Map<string, Listed>): void {
  const { Name, ARN, Type, SecretVersionsToStages, NextRotationDate } = entry
  const versionId = Object.entries(SecretVersionsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSCURRENT'),
  )?.[0]
  if (versionId === undefined) return
  const nextRotationAt = NextRotationDate?.getTime() ?? null
  const found = { versionId, managedByAws: isManaged({ Type }), nextRotationAt, wiring: wiringOf(entry) }
  for (const id of [Name, ARN]) if (id !== undefined && wanted.has(id)) listed.set(id, found)
}

/** Returns what stands against a rotation. `RotationEnabled` is false once somebody cancelled it, and absent if it was never configured. */
function wiringOf({
  Type,
  RotationEnabled,
  RotationLambdaARN,
}: Pick<SecretListEntry, 'Type' | 'RotationEnabled' | 'RotationLambdaARN'>): WiringFault | null {
  if (RotationLambdaARN === undefined && !isManaged({ Type })) return 'unwired'
  return RotationEnabled === false ? 'cancelled' : null
}

/** Returns true for a managed external secret. Only those have a type; AWS rotates them without a function. */
export function isManaged({ Type }: { readonly Type: string | undefined }): boolean {
  return (Type ?? '') !== ''
}

function pairOf(check: Check, listed: ReadonlyMap<string, Listed>): readonly (readonly [CheckKey, string])[] {
  const versionId = listed.get(secretIdOf(check) ?? '')?.versionId
  return versionId === undefined || check.secret?.stage !== 'AWSCURRENT' ? [] : [[check.key, versionId]]
}

/** Returns the secret's name or ARN as the config has it; `null` for other sources. */
export function secretIdOf({ secret }: Pick<Check, 'secret'>): string | null {
  return secret?.source.from === 'secrets-manager' ? secret.source.id : null
}
