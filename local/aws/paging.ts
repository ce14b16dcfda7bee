import { InvalidParameter } from './operation.ts'

/** One page of a list and the token for the next, which is the position where it starts. */
export function pageOf<T>(
  items: readonly T[],
  { MaxResults = 100, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = NextToken === undefined ? 0 : Number(NextToken)
  if (!Number.isInteger(start) || start < 0) throw new InvalidParameter('NextToken: not a token of this list')
  const end = start + MaxResults
  return { page: items.slice(start, end), nextToken: end < items.length ? String(end) : undefined }
}
