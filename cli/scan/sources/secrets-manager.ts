import {
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type SecretListEntry,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { hostsTag } from '../../../functions/core/model/host-binding.ts'
import { listedSubject } from '../../aws/listed-subject.ts'
import { readAllPages } from '../../aws/pages.ts'
import { scanAgent } from '../readers.ts'
import type { ListingGap, ReadValue, ScannedSecret, SourceListing } from '../scanned-secret.ts'
import { gapOf, unreadOf } from './aws-errors.ts'
import { patiently, scanClientOptions } from './patience.ts'

/** Options of a search in AWS. */
export type AwsSearch = {
  readonly prefix: string | null
  /** Tag that a secret must have: `team`, or `team=payments`. */
  readonly tag: string | null
  readonly sleep: (ms: number) => Promise<void>
  /** Aborted by Ctrl-C: what was listed until then is kept. */
  readonly signal: AbortSignal
  /** Called with the number of secrets that were listed so far. */
  readonly onProgress: (listed: number) => void
}

/** Lists the secrets of one Region, with their dates and tags. */
export async function listSecretsManager(region: string, search: AwsSearch): Promise<SourceListing> {
  const client = new SecretsManagerClient({ ...scanClientOptions, region, customUserAgent: scanAgent })
  const secrets: ScannedSecret[] = []
  const gaps: ListingGap[] = []
  try {
    await readAllPages(async (token) => {
      const input = { ...requestOf(search), ...(token === undefined ? {} : { NextToken: token }) }
      const page = await patiently(() => client.send(new ListSecretsCommand(input)), search.sleep)
      for (const entry of page.SecretList ?? [])
        if (isWanted(entry, search)) secrets.push(secretOf(entry, region, client, search))
      search.onProgress(secrets.length)
      return page.NextToken
    }, search.signal)
  } catch (error) {
    gaps.push(gapOf(error, `Secrets Manager in ${region}`, { action: 'secretsmanager:ListSecrets', resource: '*' }))
  }
  return { secrets, gaps }
}

const requestOf = ({ prefix, tag }: AwsSearch): ListSecretsCommandInput => {
  const filters = [
    ...(prefix === null ? [] : [{ Key: 'name' as const, Values: [prefix] }]),
    ...(tag === null ? [] : [{ Key: 'tag-key' as const, Values: [tag.split('=')[0] ?? tag] }]),
  ]
  return { MaxResults: 100, IncludePlannedDeletion: true, ...(filters.length === 0 ? {} : { Filters: filters }) }
}

/** Filters of AWS compare words and beginnings, so that the answer holds more than was asked for. */
function isWanted({ Name: name = '', Tags: tags = [] }: SecretListEntry, { prefix, tag }: AwsSearch): boolean {
  const [key, value] = tag?.split(/=(.*)/s) ?? []
  const hasTag = tag === null || tags.some((one) => one.Key === key && (value === undefined || one.Value === value))
  return name.startsWith(prefix ?? '') && hasTag
}

function secretOf(
  entry: SecretListEntry,
  region: string,
  client: SecretsManagerClient,
  { sleep }: AwsSearch,
): ScannedSecret {
  const { ARN: arn = null, KmsKeyId: keyId = null } = entry
  const subject = listedSubject(entry)
  const { name } = subject
  const deletesAt = entry.DeletedDate?.getTime() ?? null
  return {
    ...subject,
    source: 'secrets-manager',
    region,
    arn,
    rotates: entry.RotationEnabled === true,
    keyId: keyId?.includes('alias/aws/') === true ? null : keyId,
    hosts: subject.tags.get(hostsTag) ?? null,
    createdAt: entry.CreatedDate?.getTime() ?? null,
    changedAt: entry.LastChangedDate?.getTime() ?? null,
    rotatedAt: entry.LastRotatedDate?.getTime() ?? null,
    accessedAt: entry.LastAccessedDate?.getTime() ?? 'never',
    deletesAt,
    async read(): Promise<ReadValue> {
      if (deletesAt !== null) return { kind: 'unread', why: 'pending_deletion', denials: [] }
      const denial = { action: 'secretsmanager:GetSecretValue', resource: arn ?? name }
      try {
        const answer = await patiently(() => client.send(new GetSecretValueCommand({ SecretId: arn ?? name })), sleep)
        return { kind: 'value', value: answer.SecretString ?? answer.SecretBinary ?? '' }
      } catch (error) {
        return unreadOf(error, denial, keyId)
      }
    },
  }
}
