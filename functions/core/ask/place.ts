import type { Placement } from '../check.ts'
import type { Credential } from '../credential.ts'
import type { WireRequest } from '../network/network.ts'
import type { Failed } from '../reading.ts'

type Placeable = Pick<WireRequest, 'url' | 'headers'>

/** Visible ASCII: anything else in a header is either refused by the HTTP stack or changed on the way. */
const sendable = /^[\x21-\x7e]{1,8192}$/

/**
 * Puts the credential where the provider wants it. A value that could not travel unchanged fails here by the name of the
 * rule, since the HTTP stack's own error would quote it.
 */
export function place<Request extends Placeable>(
  request: Request,
  placements: readonly Placement[],
  credential: Credential,
): Request | Failed {
  let placed = request
  for (const placement of placements) {
    const values = valuesOf(placement, credential)
    if (placement.in !== 'basic' && !values.every((value) => sendable.test(value))) return unsendable
    placed = { ...placed, ...placeOne(placed, placement, values) }
  }
  return placed
}

const unsendable: Failed = {
  kind: 'failed',
  reason: 'secret_malformed',
  phase: 'prepare',
  code: 'not_sendable',
  timings: null,
}

function valuesOf(placement: Placement, credential: Credential): readonly string[] {
  if (placement.in !== 'basic') return [credential.open(placement.role)]
  const user = 'literal' in placement.user ? placement.user.literal : credential.open(placement.user.role)
  return [user, placement.passwordRole === null ? '' : credential.open(placement.passwordRole)]
}

function placeOne({ url, headers }: Placeable, placement: Placement, values: readonly string[]): Partial<Placeable> {
  switch (placement.in) {
    case 'header':
      return { headers: { ...headers, [placement.name.toLowerCase()]: `${placement.prefix}${values[0]}` } }
    case 'basic':
      return { headers: { ...headers, authorization: `Basic ${Buffer.from(values.join(':')).toString('base64')}` } }
    case 'query': {
      const withQuery = new URL(url)
      withQuery.searchParams.set(placement.name, values[0] ?? '')
      return { url: withQuery }
    }
  }
}
