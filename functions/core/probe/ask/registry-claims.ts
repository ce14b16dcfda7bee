import { fieldOf } from '../../model/field-of.ts'
import { unverifiedClaims } from './token-claims.ts'

/** A token request without a credential: refused, answered with a token, or without an answer that tells. */
export type Stranger =
  | { readonly kind: 'refused' }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'served'; readonly token: string }

type Claims = Readonly<Record<string, unknown>>

/** Returns true if the token says that nobody logged in: the specification has an empty subject then. */
export const isAnonymous = (token: string): boolean => unverifiedClaims(token)?.['sub'] === ''

/**
 * Returns true if the issuer tells the credential from a stranger: it refuses the stranger, names the user in the token, or grants it the
 * repository alone. A subject of the issuer's own making proves nothing if strangers get one too.
 */
export function tellsApart(
  token: string,
  stranger: Stranger,
  { user, repository }: { readonly user: string; readonly repository: string | null },
): boolean {
  if (stranger.kind !== 'served') return stranger.kind === 'refused' && !isAnonymous(token)
  const [own, other] = [unverifiedClaims(token), unverifiedClaims(stranger.token)]
  if (own === null || other === null) return false
  return isNamed(own, other, user) || (repository !== null && mayPull(own, repository) && !mayPull(other, repository))
}

function isNamed({ sub: own }: Claims, { sub: other }: Claims, user: string): boolean {
  if (typeof own !== 'string' || own === '' || own === other) return false
  return other === undefined || other === null || other === '' || own.toLowerCase() === user.toLowerCase()
}

function mayPull({ access }: Claims, repository: string): boolean {
  return Array.isArray(access) && access.some((entry: unknown) => allowsPull(entry, repository))
}

function allowsPull(entry: unknown, repository: string): boolean {
  const actions = fieldOf(entry, 'actions')
  const isRepository = fieldOf(entry, 'type') === 'repository' && fieldOf(entry, 'name') === repository
  return isRepository && Array.isArray(actions) && actions.includes('pull')
}
