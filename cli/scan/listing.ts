import { setTimeout as pause } from 'node:timers/promises'
import { openNetwork } from '../../functions/core/probe/network/lanes.ts'
import { CommandFailure } from '../framework/failure.ts'
import type { Terminal } from '../framework/terminal.ts'
import type { ScanOptions } from './scan-options.ts'
import type { SourceListing } from './scanned-secret.ts'
import { githubApi } from './sources/github.ts'

/** A listing with the words for what was looked at, and the Regions of AWS that were. */
export type Listed = SourceListing & { readonly scanned: string; readonly regions: readonly string[] }

/** Lists the secrets of the place that the options name: an AWS account, unless they name another. */
export async function listPlace(options: ScanOptions, terminal: Terminal, signal: AbortSignal): Promise<Listed> {
  const { envFile, variable, kubernetes, from } = options
  const named = [envFile, variable, kubernetes, from === 'github' ? from : undefined].filter((one) => one !== undefined)
  if (named.length > 1)
    throw new CommandFailure(
      'usage',
      'name one place: --env-file, --variable, --kubernetes and --from github exclude each other',
    )
  refuseStrays(options, named.length === 0)
  const { listEnvFile, listManifests, listVariable } = await import('./sources/files.ts')
  if (envFile !== undefined) return { ...(await listEnvFile(envFile)), scanned: envFile, regions: [] }
  if (variable !== undefined)
    return { ...listVariable(variable, terminal.environment), scanned: `the variable ${variable}`, regions: [] }
  if (kubernetes !== undefined)
    return { ...(await listManifests(kubernetes)), scanned: `manifests in ${kubernetes}`, regions: [] }
  return from === 'github' ? listActions(options, terminal, signal) : listAws(options, terminal, signal)
}

/** Options that say where in AWS to look mean nothing elsewhere. */
function refuseStrays({ prefix, tag, region, allRegions, repository }: ScanOptions, isAws: boolean): void {
  const strays = Object.entries({ prefix, tag, region, 'all-regions': allRegions }).filter(
    ([, value]) => value !== undefined,
  )
  if (!isAws && strays[0] !== undefined)
    throw new CommandFailure('usage', `--${strays[0][0]}: this option is for AWS, and another place is named`)
  if (isAws && repository !== undefined) throw new CommandFailure('usage', '--repository: add --from github')
  if (region !== undefined && allRegions === true)
    throw new CommandFailure('usage', '--region and --all-regions exclude each other: name one Region, or look at all')
}

async function listAws(options: ScanOptions, terminal: Terminal, signal: AbortSignal): Promise<Listed> {
  const { prefix = null, tag = null, region, allRegions = false, parameters = true } = options
  const { listAccount } = await import('./sources/aws.ts')
  const { environment } = terminal
  const onProgress = (listed: number) => terminal.progress(`listed ${listed} secrets`)
  const listing = await listAccount({
    prefix,
    tag,
    region,
    allRegions,
    parameters,
    environment,
    // After Ctrl-C nobody waits for a list any more.
    sleep: (ms) => pause(ms, undefined, { signal }).catch(() => undefined),
    signal,
    onProgress,
  })
  const [first = ''] = listing.regions
  const where = allRegions ? `${listing.regions.length} Regions` : first
  const which = [prefix === null ? '' : ` below ${prefix}`, tag === null ? '' : ` tagged ${tag}`].join('')
  return { ...listing, scanned: `the account in ${where}${which}` }
}

async function listActions(
  { repository, githubApi: api = githubApi }: ScanOptions,
  { environment }: Terminal,
  signal: AbortSignal,
): Promise<Listed> {
  if (repository === undefined || !/^[\w.-]{1,100}(?:\/[\w.-]{1,100})?$/.test(repository))
    throw new CommandFailure(
      'usage',
      '--repository: expected a repository such as acme/shop, or an organization such as acme',
    )
  const url = URL.parse(api)
  const isHere = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url === null || (url.protocol !== 'https:' && !isHere))
    throw new CommandFailure('usage', '--github-api: expected an address such as https://github.acme.example/api/v3')
  const token = environment['GITHUB_TOKEN'] ?? environment['GH_TOKEN']
  if (token === undefined || token === '')
    throw new CommandFailure(
      'no_credentials',
      'no token for GitHub: set GITHUB_TOKEN to one that may read the names of Actions secrets',
    )
  const { listGithub } = await import('./sources/github.ts')
  const network = openNetwork()
  try {
    const listing = await listGithub({ repository, api, token, network, signal })
    return { ...listing, scanned: `the Actions secrets of ${repository}`, regions: [] }
  } finally {
    await network.close()
  }
}
