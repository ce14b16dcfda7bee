import type { RotationClass } from './profile.ts'

/** Classes that a function can renew; `manual` is for people. */
export const renewableClasses = [
  'create_revoke',
  'rotate_dead',
  'rotate_grace',
  'refresh_rotating',
  'refresh_static',
  'client_credentials',
  'derived',
] as const satisfies readonly RotationClass[]
export type RenewableClass = (typeof renewableClasses)[number]

/**
 * What a provider declares of how its credentials are renewed. Every field is required: a guess here costs somebody a lock-out.
 */
export type Capabilities = {
  readonly class: RenewableClass
  /**
   * What a second exchange with the same old credential does after an answer was lost: nothing bad, nothing bad as long as the grace
   * lasts, or it kills what the first one made.
   */
  readonly replay: 'safe' | 'within_grace' | 'destructive'
  /** How long the old credential still works, or may still be exchanged, after the new one was made; 0 where it dies at once. */
  readonly graceMs: number
  /** How many keys may live side by side; null where nobody counts. */
  readonly keyLimit: number | null
  /** How a key is known again whose making was never answered: by the name that we gave it, by the slot that it took, or not at all. */
  readonly orphansKnownBy: 'name' | 'slot' | null
  /** Whether listed keys tell when they were last used. */
  readonly tellsLastUse: boolean
  /** Whether one key can be ended without touching the others. */
  readonly revokesById: boolean
  /** A new key may be refused for this long. */
  readonly propagationMs: number
  /** Whether asking with a dead credential does harm (counts against an account, revokes a family): the old one is then not asked. */
  readonly deadReuseIsHarmful: boolean
}

/** Classes whose old credential is dead once the new one exists: the new version is promoted first and looked at afterwards. */
const singleLived: ReadonlySet<RenewableClass> = new Set(['rotate_dead', 'refresh_rotating'])

/** Whether nobody can go back to the old credential. */
export function diesAtOnce(capabilities: Pick<Capabilities, 'class'>): boolean {
  return singleLived.has(capabilities.class)
}

/** Of classes in which nothing dies by making another: each token ends by itself, and there may be any number. */
export function mintingCapabilities(kind: 'client_credentials' | 'derived' | 'refresh_static'): Capabilities {
  return {
    class: kind,
    replay: 'safe',
    graceMs: 0,
    keyLimit: null,
    orphansKnownBy: null,
    tellsLastUse: false,
    revokesById: false,
    propagationMs: 0,
    deadReuseIsHarmful: false,
  }
}
