import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../../functions/aws/clients.ts'
import { signIn } from '../../aws/sign-in.ts'
import { CommandFailure } from '../../framework/failure.ts'
import type { SourceListing } from '../scanned-secret.ts'
import { listParameterStore } from './parameter-store.ts'
import { regionsOfAccount } from './regions.ts'
import { type AwsSearch, listSecretsManager } from './secrets-manager.ts'

/** Options of a search in one or all Regions. */
export type AccountSearch = AwsSearch & {
  readonly region: string | undefined
  readonly allRegions: boolean
  readonly parameters: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Lists everything that the session may see. Fails with one line if there is no session. */
export async function listAccount(
  search: AccountSearch,
): Promise<SourceListing & { readonly regions: readonly string[] }> {
  const { region, environment } = search
  const own = await signIn(
    new SecretsManagerClient({ ...clientOptions, ...(region === undefined ? {} : { region }) }),
    environment,
  )
  const { regions, gaps } = search.allRegions ? await regionsOfAccount(own, search) : { regions: [own], gaps: [] }
  let listed = 0
  const listings: SourceListing[] = []
  for (const one of regions) {
    const onProgress = (count: number) => search.onProgress(listed + count)
    const stores = [listSecretsManager, ...(search.parameters ? [listParameterStore] : [])]
    for (const list of stores) {
      const listing = await list(one, { ...search, onProgress }).catch((error: unknown) =>
        gapElsewhere(error, one, own),
      )
      listed += listing.secrets.length
      listings.push(listing)
    }
  }
  return {
    regions,
    secrets: listings.flatMap(({ secrets }) => secrets),
    gaps: [...gaps, ...listings.flatMap((listing) => listing.gaps)],
  }
}

/** A Region that does not know the session is a gap. The session's own Region is the end of the scan. */
function gapElsewhere(error: unknown, region: string, own: string): SourceListing {
  if (region === own || !(error instanceof CommandFailure)) throw error
  return { secrets: [], gaps: [{ where: region, why: error.message, denial: null }] }
}
