import { type CheckView, type ShownStanding, shownStandings } from './check-view.ts'

/** Filters of the list of checks, as the address holds them. Empty text filters nothing. */
export type CheckQuery = {
  /** Words, each of which stands in the name, the provider, the owner, a tag or a user of the check. */
  readonly q: string
  readonly environment: string
  readonly provider: string
  readonly owner: string
  readonly standing: ShownStanding | ''
  /** First page is 1. */
  readonly page: number
}

/** Checks on one page. */
export const pageSize = 100

/** Longest text of a filter, in characters. */
const longestFilter = 200

/** Reads the filters of an address. What cannot be understood filters nothing. */
export function queryOf(parameters: URLSearchParams): CheckQuery {
  const text = (name: string) => (parameters.get(name) ?? '').trim().slice(0, longestFilter)
  const page = /^[1-9]\d{0,5}$/.exec(parameters.get('page') ?? '')
  return {
    q: text('q'),
    environment: text('environment'),
    provider: text('provider'),
    owner: text('owner'),
    standing: shownStandings.find((one) => one === parameters.get('standing')) ?? '',
    page: page === null ? 1 : Number(page[0]),
  }
}

/** Writes filters as the query of an address, without the empty ones: `?q=billing&page=2`. */
export function queryAddress(query: Partial<CheckQuery>): string {
  const entries = Object.entries(query).filter(
    ([name, value]) => value !== '' && value !== undefined && !(name === 'page' && value === 1),
  )
  const text = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

/** One page of the checks that a query selects. */
export type SelectedChecks = {
  readonly shown: readonly CheckView[]
  readonly found: number
  /** Page that is shown: at most the last one. */
  readonly page: number
  readonly pages: number
}

export function selectChecks(checks: readonly CheckView[], query: CheckQuery): SelectedChecks {
  const words = query.q.toLowerCase().split(/\s+/)
  const found = checks.filter(
    (check) => isSelected(check, query) && words.every((word) => textOf(check).includes(word)),
  )
  const pages = Math.max(1, Math.ceil(found.length / pageSize))
  const page = Math.min(query.page, pages)
  return { shown: found.slice((page - 1) * pageSize, page * pageSize), found: found.length, page, pages }
}

function isSelected(check: CheckView, { environment, provider, owner, standing }: CheckQuery): boolean {
  return (
    (environment === '' || check.environment === environment) &&
    (provider === '' || check.provider === provider) &&
    (owner === '' || check.owner === owner) &&
    (standing === '' || check.shown === standing)
  )
}

function textOf({ key, provider, profile, owner, tags, usedBy, reason, impact }: CheckView): string {
  return [key, provider, profile, owner ?? '', ...tags, ...usedBy, reason, impact].join('\n').toLowerCase()
}
