import type { Check } from '../../model/check.ts'
import { storedNameOf } from '../../model/secret-name.ts'
import type { Storm, StormCause } from '../../state/conditions.ts'
import type { CheckState } from '../../state/state.ts'

/** Returns the id of the storm of a cause. No provider has it: their names hold no space. */
export const stormIdOf = ({ by, name }: StormCause): string => `${by} ${name}`

const shared: ReadonlySet<StormCause['by']> = new Set(['secret', 'identity', 'issuer'])

/** Returns true for a cause that the members of a storm share, so that mending it may mend them all. */
export const isSharedCause = (cause: StormCause | null): boolean => cause !== null && shared.has(cause.by)

/** Ids of the storms that hold the rotations of a provider. */
export const holdingStorms = (provider: string): readonly string[] => [
  provider,
  stormIdOf({ by: 'quiet', name: provider }),
  stormIdOf({ by: 'shadow', name: provider }),
]

/** Returns the provider that most members of a storm died with; `null` for a storm about something else. */
export function providerOfStorm({ id, cause }: Pick<Storm, 'id' | 'cause'>): string | null {
  if (cause === undefined) return id
  return cause.by === 'quiet' || cause.by === 'shadow' ? cause.name : null
}

/**
 * Lists what a check shares with others, so that they die together: its secret, its identity, its issuer. The identity is the one that its
 * API showed, else the one that the config expects.
 */
export function sharedCausesOf(check: Check, previous: CheckState | null): readonly StormCause[] {
  const identity = previous?.evidence.identity?.seen ?? check.expect.identity
  const issuer = issuerOf(check)
  const secret = secretOf(check)
  return [
    ...(secret === null ? [] : [{ by: 'secret', name: secret } as const]),
    ...(identity === null ? [] : [{ by: 'identity', name: `${check.profile} ${identity}` } as const]),
    ...(issuer === null ? [] : [{ by: 'issuer', name: issuer } as const]),
  ]
}

/** Returns the cause of many known ends that pass while the tokens cannot be checked: the issuer, where the check names one, else the provider. */
export const endsCauseOf = (check: Check): StormCause => ({ by: 'ends', name: issuerOf(check) ?? check.provider })

function secretOf({ secret }: Check): string | null {
  return secret === null ? null : storedNameOf(secret.source)
}

/** Returns the issuer that the question of a check names; `null` where it names none. */
function issuerOf({ question }: Check): string | null {
  switch (question.kind) {
    case 'client_credentials':
      return question.tokenUrl
    case 'introspection':
      return question.introspectionUrl
    case 'jwt':
      return question.issuer ?? question.jwksUrl
    default:
      return null
  }
}
