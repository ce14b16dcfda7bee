import type { RotationClass } from './profile.ts'

/** Rotation classes that a function can rotate. `manual` is for people. */
export const rotatableClasses = [
  'create_revoke',
  'rotate_dead',
  'rotate_grace',
  'refresh_rotating',
  'refresh_static',
  'client_credentials',
  'derived',
] as const satisfies readonly RotationClass[]
export type RotatableClass = (typeof rotatableClasses)[number]

/** Declared facts about how a provider's credentials are rotated. Every field is required: a wrong guess locks somebody out. */
export type Capabilities = {
  readonly class: RotatableClass
  /**
   * Effect of a second exchange with the same old credential after an answer was lost: none, none within the grace period, or it
   * ends the credential that the first exchange made.
   */
  readonly replay: 'safe' | 'within_grace' | 'destructive'
  /** Time that the old credential still works, or can be exchanged, after the new one was made; 0 where it ends at once. */
  readonly graceMs: number
  /** Most keys that may exist at once; `null` for no limit. */
  readonly keyLimit: number | null
  /** Way to find a key whose creation was never answered: by our name for it, by its slot, or `null` for none. */
  readonly orphansKnownBy: 'name' | 'slot' | null
  /** True if a listing says when each key was last used. */
  readonly tellsLastUse: boolean
  /** True if one key can be revoked without the others. */
  readonly revokesById: boolean
  /** Longest time that a new key may be refused after it was made. */
  readonly propagationMs: number
  /** True if a request with an invalid credential does harm (a lockout, a revoked family): the old one is then not probed. */
  readonly deadReuseIsHarmful: boolean
}

/** Classes whose old credential ends when the new one exists: the new version is promoted first and verified afterwards. */
const singleLived: ReadonlySet<RotatableClass> = new Set(['rotate_dead', 'refresh_rotating'])

/** Returns true if the old credential ends when the new one is made, so that no rollback is possible. */
export function diesAtOnce(capabilities: Pick<Capabilities, 'class'>): boolean {
  return singleLived.has(capabilities.class)
}

/** Returns the capabilities of classes in which each token expires by itself and any number may exist. */
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
