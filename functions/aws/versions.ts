import { ListSecretsCommand, type SecretListEntry, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Check, CheckKey } from '../core/check.ts'

/** Secrets in one answer of ListSecrets, its maximum. */
const secretsPerPage = 100

/**
 * Which version of each check's secret is current, from the store's own listing: one call for a hundred secrets instead of
 * one for each. Secrets that the listing does not show (another account's) are left out, and are read when their cache is old.
 */
export function openSweep(client: SecretsManagerClient) {
  return async (checks: readonly Check[]): Promise<ReadonlyMap<CheckKey, string>> => {
    const wanted = new Set(checks.flatMap((check) => secretIdOf(check) ?? []))
    const current = new Map<string, string>()
    let next: string | undefined
    do {
      const page = await client.send(
        new ListSecretsCommand({ MaxResults: secretsPerPage, ...(next === undefined ? {} : { NextToken: next }) }),
      )
      for (const entry of page.SecretList ?? []) note(entry, wanted, current)
      next = page.NextToken
    } while (next !== undefined && current.size < wanted.size)
    return new Map(checks.flatMap((check) => pairOf(check, current)))
  }
}

function note(
  { Name, ARN, SecretVersionsToStages }: SecretListEntry,
  wanted: ReadonlySet<string>,
  current: Map<string, string>,
): void {
  const versionId = Object.entries(SecretVersionsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSCURRENT'),
  )?.[0]
  for (const id of [Name, ARN])
    if (id !== undefined && versionId !== undefined && wanted.has(id)) current.set(id, versionId)
}

function pairOf(check: Check, current: ReadonlyMap<string, string>): readonly (readonly [CheckKey, string])[] {
  const versionId = current.get(secretIdOf(check) ?? '')
  return versionId === undefined || check.secret?.stage !== 'AWSCURRENT' ? [] : [[check.key, versionId]]
}

/** Name or ARN as the config has it. */
export function secretIdOf({ secret }: Pick<Check, 'secret'>): string | null {
  return secret?.source.from === 'secrets-manager' ? secret.source.id : null
}
