import type { Credential } from '../model/credential.ts'
import type { OtherKind, Profile } from '../model/profile.ts'
import type { SecretFailure } from '../model/secret-value.ts'

/**
 * Finds a value that is documented to be another kind of credential than its role takes. It is never sent: where it works, its request
 * would mean something else, and a stranger must not see it. A beginning that nobody documents says nothing.
 */
export function anotherKind(
  credential: Credential,
  { roles, otherKinds = {} }: Pick<Profile, 'roles' | 'otherKinds'>,
): SecretFailure | null {
  for (const role of roles.filter((name) => credential.has(name))) {
    const found = (otherKinds[role] ?? []).find((kind) => isOf(kind, credential.open(role)))
    if (found !== undefined)
      return { kind: 'failure', reason: 'secret_malformed', code: 'another_kind', about: `${role} is ${found.what}` }
  }
  return null
}

function isOf({ begins, rest }: OtherKind, value: string): boolean {
  if (!value.startsWith(begins)) return false
  return rest === undefined || new RegExp(`^(?:${rest})$`).test(value.slice(begins.length))
}
