import { CommandFailure } from '../framework/failure.ts'

/** Pages of one list at most. The largest account of Secrets Manager, 500,000 secrets in a Region, has half of them. */
export const mostPages = 10_000

/** Reads a list page by page. `read` takes the token of a page and returns the next one; `undefined` at the end. */
export async function readAllPages(
  read: (token: string | undefined) => Promise<string | undefined>,
  signal?: AbortSignal,
): Promise<void> {
  const seen = new Set<string>()
  let token: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    if (signal?.aborted === true)
      throw new CommandFailure('unreachable', 'the scan was stopped before the end of this list')
    token = await read(token)
    if (token === undefined) return
    if (seen.has(token))
      throw new CommandFailure(
        'unreachable',
        `the list gave the same page token twice, so its end was never seen; ${page + 1} pages were read: try again`,
      )
    seen.add(token)
  }
  throw new CommandFailure(
    'unreachable',
    `the list did not end after ${mostPages} pages: narrow the scan with --prefix or --tag`,
  )
}
