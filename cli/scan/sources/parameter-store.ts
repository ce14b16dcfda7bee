import {
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  type ParameterMetadata,
  SSMClient,
} from '@aws-sdk/client-ssm'
import pLimit from 'p-limit'
import { hostsTag } from '../../../functions/core/model/host-binding.ts'
import { readAllPages } from '../../aws/pages.ts'
import { type ListingGap, noDates, type ReadValue, type ScannedSecret, type SourceListing } from '../scanned-secret.ts'
import { gapOf, unreadOf } from './aws-errors.ts'
import { patiently, scanClientOptions } from './patience.ts'
import type { AwsSearch } from './secrets-manager.ts'

/** Tags that are read at once. */
const readsAtOnce = 4

/** Lists the SecureString parameters of one Region. Parameter Store does not say who reads them, or when. */
export async function listParameterStore(region: string, search: AwsSearch): Promise<SourceListing> {
  const client = new SSMClient({ ...scanClientOptions, region })
  const secrets: ScannedSecret[] = []
  const gaps: ListingGap[] = []
  const limit = pLimit(readsAtOnce)
  try {
    await readAllPages(async (token) => {
      const command = new DescribeParametersCommand({
        ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['SecureString'] }],
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      })
      const page = await patiently(() => client.send(command), search.sleep)
      const wanted = (page.Parameters ?? []).filter(({ Name = '' }) => Name.startsWith(search.prefix ?? ''))
      const tagged = wanted.map((one) =>
        limit(async () => ({ one, tags: await tagsOf(one.Name ?? '', client, search) })),
      )
      for (const { one, tags } of await Promise.all(tagged))
        if (hasTag(tags, search.tag)) secrets.push(secretOf(one, tags, region, client, search))
      search.onProgress(secrets.length)
      return page.NextToken
    }, search.signal)
  } catch (error) {
    gaps.push(gapOf(error, `Parameter Store in ${region}`, { action: 'ssm:DescribeParameters', resource: '*' }))
  }
  return { secrets, gaps }
}

/** Tags are for environments and owners only, so a refusal costs nothing but those. */
async function tagsOf(name: string, client: SSMClient, { sleep }: AwsSearch): Promise<ReadonlyMap<string, string>> {
  const command = new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name })
  const found = await patiently(() => client.send(command), sleep).catch(() => ({ TagList: [] }))
  return new Map((found.TagList ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
}

function hasTag(tags: ReadonlyMap<string, string>, wanted: string | null): boolean {
  const [key = '', value] = wanted?.split(/=(.*)/s) ?? []
  return wanted === null || (tags.has(key) && (value === undefined || tags.get(key) === value))
}

function secretOf(
  { Name: name = '', ARN: arn, LastModifiedDate: changed, KeyId: keyId }: ParameterMetadata,
  tags: ReadonlyMap<string, string>,
  region: string,
  client: SSMClient,
  { sleep }: AwsSearch,
): ScannedSecret {
  return {
    ...noDates,
    source: 'parameter-store',
    name,
    region,
    arn: arn ?? null,
    tags,
    type: null,
    service: null,
    rotator: null,
    rotates: false,
    keyId: keyId === undefined || keyId.includes('alias/aws/') ? null : keyId,
    hosts: tags.get(hostsTag) ?? null,
    changedAt: changed?.getTime() ?? null,
    async read(): Promise<ReadValue> {
      try {
        const command = new GetParameterCommand({ Name: name, WithDecryption: true })
        const { Parameter: { Value: value = '' } = {} } = await patiently(() => client.send(command), sleep)
        return { kind: 'value', value }
      } catch (error) {
        return unreadOf(error, { action: 'ssm:GetParameter', resource: arn ?? name }, keyId ?? null)
      }
    },
  }
}
