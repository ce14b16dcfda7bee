import {
  DescribeSecretCommand,
  paginateListSecretVersionIds,
  type SecretsManagerClient,
  type SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager'
import type { Check } from '../core/model/check.ts'
import { promotionOf, type SecretHistory } from '../core/probe/versions/history.ts'
import { secretIdOf } from './versions.ts'

/** Versions in one answer of ListSecretVersionIds: its maximum. */
const versionsPerPage = 100

/** Reads the versions of a check's secret, without a value. Resolves with `null` where there is no secret, or no current version. */
export function openHistory(client: SecretsManagerClient) {
  return async (check: Check): Promise<SecretHistory | null> => {
    const SecretId = secretIdOf(check)
    if (SecretId === null) return null
    const [secret, versions] = await Promise.all([
      client.send(new DescribeSecretCommand({ SecretId })),
      versionsOf(client, SecretId),
    ])
    const [current, previous] = [at(versions, 'AWSCURRENT'), at(versions, 'AWSPREVIOUS')]
    if (current?.VersionId === undefined || current.CreatedDate === undefined) return null
    return {
      arn: secret.ARN ?? SecretId,
      name: secret.Name ?? SecretId,
      currentId: current.VersionId,
      previousId: previous?.VersionId ?? null,
      knownIds: versions.flatMap(({ VersionId }) => VersionId ?? []),
      promotedAt: promotionOf(current.CreatedDate.getTime(), secret.LastRotatedDate?.getTime() ?? null),
      previousReadOn: previous?.LastAccessedDate?.getTime() ?? null,
      replicas: new Map(
        (secret.ReplicationStatus ?? []).map(({ Region = '', Status = '' }) => [Region, String(Status)]),
      ),
    }
  }
}

async function versionsOf(client: SecretsManagerClient, SecretId: string): Promise<readonly SecretVersionsListEntry[]> {
  const found: SecretVersionsListEntry[] = []
  const wanted = { SecretId, IncludeDeprecated: true, MaxResults: versionsPerPage }
  for await (const { Versions = [] } of paginateListSecretVersionIds({ client }, wanted)) found.push(...Versions)
  return found
}

const at = (versions: readonly SecretVersionsListEntry[], stage: string): SecretVersionsListEntry | undefined =>
  versions.find(({ VersionStages = [] }) => VersionStages.includes(stage))
