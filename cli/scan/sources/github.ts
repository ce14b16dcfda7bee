import { shown } from '../../../functions/config/secrecy.ts'
import { fieldOf } from '../../../functions/core/model/field-of.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { CommandFailure } from '../../framework/failure.ts'
import { noDates, type ScannedSecret, type SourceListing } from '../scanned-secret.ts'

/** Options of a search for Actions secrets. */
export type GithubSearch = {
  /** `acme/shop`, or `acme` for the secrets of an organization. */
  readonly repository: string
  /** Base of the API. That of GitHub Enterprise Server ends in `/api/v3`. */
  readonly api: string
  readonly token: string
  readonly network: Network
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/** Base of GitHub's own API. */
export const githubApi = 'https://api.github.com'

const perPage = 100
const mostPages = 50
const githubTimeoutMs = 10_000
const loopback = ['127.0.0.0/8', '::1/128']

/**
 * Lists the Actions secrets of a repository or an organization, by name and date. GitHub hands out no value, so nothing can be asked with
 * them (docs.github.com/en/rest/actions/secrets).
 */
export async function listGithub(search: GithubSearch): Promise<SourceListing> {
  const secrets = new Map<string, ScannedSecret>()
  let nameless = 0
  const ended = (...why: readonly string[]): SourceListing => ({
    secrets: [...secrets.values()],
    gaps: [...why, ...(nameless === 0 ? [] : [`${nameless} entries hold no name that GitHub allows`])].map((words) => ({
      where: search.repository,
      why: words,
      denial: null,
    })),
  })
  for (let page = 1; page <= mostPages; page += 1) {
    if (search.signal.aborted) return ended('the scan was stopped before the end of this list')
    const read = await pageOf(search, page).catch((error: unknown) => brokenOff(error, page))
    if (typeof read === 'string') return ended(read)
    const { names, unreadable, total } = read
    const before = secrets.size
    for (const found of names) secrets.set(found.name, secretOf(found, search.repository))
    nameless += unreadable
    if (total === null ? names.length + unreadable < perPage : secrets.size + nameless >= total) return ended()
    if (names.length + unreadable === 0) return ended(`GitHub counts ${total} secrets, and listed ${before}: try again`)
    if (names.length > 0 && secrets.size === before)
      return ended('GitHub gave the same names twice, so the end of its list was never seen: try again')
  }
  return ended(`only the first ${mostPages} pages of names were read`)
}

/** A list that breaks off keeps its first pages. Without any page there is nothing to report. */
function brokenOff(error: unknown, page: number): string {
  if (page === 1 || !(error instanceof CommandFailure)) throw error
  return `the list broke off after ${page - 1} pages: ${error.message}`
}

/** One page of names, and the number of secrets that GitHub counts in all. */
type NamesPage = {
  readonly names: readonly Named[]
  /** Entries without a name that GitHub allows. */
  readonly unreadable: number
  readonly total: number | null
}

type Named = { readonly name: string; readonly createdAt: number | null; readonly changedAt: number | null }

async function pageOf({ repository, api, token, network, signal }: GithubSearch, page: number): Promise<NamesPage> {
  const path = repository.includes('/') ? `repos/${repository}` : `orgs/${repository}`
  const url = new URL(`${api.replace(/\/$/, '')}/${path}/actions/secrets?per_page=${perPage}&page=${page}`)
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/vnd.github+json',
    'user-agent': 'tokenwatch',
  }
  const request = {
    method: 'GET',
    url,
    headers,
    body: null,
    allowPrivate: isHere ? loopback : [],
    shareConnection: false,
  }
  const answer = await network.exchange(request, AbortSignal.any([signal, AbortSignal.timeout(githubTimeoutMs)]))
  if (answer.kind === 'failure')
    throw new CommandFailure('unreachable', `GitHub did not answer (${answer.code}): try again, and check the network`)
  if (answer.status !== 200) throw refusal(answer.status, repository)
  const content = jsonOf(answer.body)
  const [listed, counted] = [fieldOf(content, 'secrets'), fieldOf(content, 'total_count')]
  if (!Array.isArray(listed))
    throw new CommandFailure('unreachable', 'GitHub did not answer with a list of secrets: check --github-api')
  const names = listed.flatMap((one) => namedIn(one) ?? [])
  const total = Number.isSafeInteger(counted) ? Number(counted) : null
  return { names, unreadable: listed.length - names.length, total }
}

function namedIn(entry: unknown): Named | null {
  const name = fieldOf(entry, 'name')
  // GitHub allows letters, digits and underscores, and no digit in front.
  if (typeof name !== 'string' || !/^[A-Za-z_]\w{0,254}$/.test(name)) return null
  const [createdAt, changedAt] = [dateOf(fieldOf(entry, 'created_at')), dateOf(fieldOf(entry, 'updated_at'))]
  return { name, createdAt, changedAt }
}

function refusal(status: number, repository: string): CommandFailure {
  const way = repository.includes('/')
    ? 'a fine-grained token needs the repository permission "Secrets: read", a classic one the scope repo'
    : 'a fine-grained token needs the organization permission "Secrets: read", a classic one the scope admin:org'
  if (status === 401)
    return new CommandFailure(
      'refused_credentials',
      'GitHub refuses the token in GITHUB_TOKEN (401): use one that works',
    )
  if (status === 403 || status === 404)
    return new CommandFailure('denied', `GitHub does not show the secrets of ${repository} (${status}): ${way}`)
  return new CommandFailure('unreachable', `GitHub answered ${status}: try again`)
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}

function dateOf(text: unknown): number | null {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

function secretOf({ name, createdAt, changedAt }: Named, repository: string): ScannedSecret {
  return {
    ...noDates,
    source: 'github',
    name: shown(name) ?? '[hidden]',
    region: null,
    arn: null,
    tags: new Map([['repository', repository]]),
    type: null,
    service: null,
    rotator: null,
    rotates: false,
    keyId: null,
    hosts: null,
    createdAt,
    changedAt,
    read: async () => ({ kind: 'unread', why: 'names_only', denials: [] }),
  }
}
