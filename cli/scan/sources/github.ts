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
  const secrets: ScannedSecret[] = []
  for (let page = 1; page <= mostPages; page += 1) {
    const names = await pageOf(search, page)
    secrets.push(...names.map((found) => secretOf(found, search.repository)))
    if (names.length < perPage) return { secrets, gaps: [] }
  }
  return {
    secrets,
    gaps: [{ where: search.repository, why: `only the first ${mostPages * perPage} names were read`, denial: null }],
  }
}

type Named = { readonly name: string; readonly createdAt: number | null; readonly changedAt: number | null }

async function pageOf({ repository, api, token, network }: GithubSearch, page: number): Promise<readonly Named[]> {
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
  const answer = await network.exchange(request, AbortSignal.timeout(githubTimeoutMs))
  if (answer.kind === 'failure')
    throw new CommandFailure('unreachable', `GitHub did not answer (${answer.code}): try again, and check the network`)
  if (answer.status !== 200) throw refusal(answer.status, repository)
  const listed = fieldOf(jsonOf(answer.body), 'secrets')
  if (!Array.isArray(listed))
    throw new CommandFailure('unreachable', 'GitHub did not answer with a list of secrets: check --github-api')
  return listed.flatMap((one) => {
    const name = fieldOf(one, 'name')
    return typeof name === 'string'
      ? [
          {
            name: shown(name) ?? '[hidden]',
            createdAt: dateOf(fieldOf(one, 'created_at')),
            changedAt: dateOf(fieldOf(one, 'updated_at')),
          },
        ]
      : []
  })
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
    name,
    region: null,
    arn: null,
    tags: new Map([['repository', repository]]),
    type: null,
    rotates: false,
    keyId: null,
    hosts: null,
    createdAt,
    changedAt,
    read: async () => ({ kind: 'unread', why: 'names_only', denials: [] }),
  }
}
