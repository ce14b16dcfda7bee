import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account'
import { regionsOfAll } from '../../../functions/core/model/sns-principals.ts'
import { readAllPages } from '../../aws/pages.ts'
import type { ListingGap } from '../scanned-secret.ts'
import { gapOf } from './aws-errors.ts'
import { patiently, scanClientOptions } from './patience.ts'
import type { AwsSearch } from './secrets-manager.ts'

/** Regions to look at, the session's own first, and what is not known of the others. */
export type RegionsOfAccount = { readonly regions: readonly string[]; readonly gaps: readonly ListingGap[] }

/** Region of Account Management's global endpoint (docs.aws.amazon.com/general/latest/gr/rande.html). */
const accountRegion = 'us-east-1'
const regionsPerPage = 50

/**
 * Lists the Regions that the account may use, with those that it has switched on. Where the session may not ask, those of every account are
 * taken, and the report says that the others were not looked at. No other partition has Regions that need a switch.
 */
export async function regionsOfAccount(own: string, search: AwsSearch): Promise<RegionsOfAccount> {
  const common = [own, ...siblingsOf(own)]
  if (partitionOf(own) !== '') return { regions: common, gaps: [] }
  const client = new AccountClient({ ...scanClientOptions, region: accountRegion })
  const found = new Set([own])
  try {
    await readAllPages(async (token) => {
      const command = new ListRegionsCommand({
        RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'],
        MaxResults: regionsPerPage,
        ...(token === undefined ? {} : { NextToken: token }),
      })
      const { Regions = [], NextToken } = await patiently(() => client.send(command), search.sleep)
      for (const { RegionName: name = '' } of Regions) if (/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(name)) found.add(name)
      return NextToken
    }, search.signal)
    return { regions: [...found], gaps: [] }
  } catch (error) {
    const { why, denial } = gapOf(error, 'Regions', { action: 'account:ListRegions', resource: '*' })
    const where = 'Regions that an account has to switch on'
    const regions = [...new Set([...common, ...found])]
    return { regions, gaps: [{ where, why: `not looked at, name each with --region: ${why}`, denial }] }
  } finally {
    client.destroy()
  }
}

const partitionOf = (region: string): string => /^(?:us-gov|cn)-/.exec(region)?.[0] ?? ''

/** Returns the other Regions that every account of the same partition may use. */
const siblingsOf = (own: string): readonly string[] =>
  regionsOfAll.filter((region) => region !== own && partitionOf(region) === partitionOf(own))
