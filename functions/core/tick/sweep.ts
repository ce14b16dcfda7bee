import type { CheckKey } from '../model/check.ts'
import type { HostBinding } from '../model/host-binding.ts'
import type { WiringFaults } from './rotation-wiring.ts'

/** Result of one listing of the secret store, for the secrets that checks name. A secret that is not listed is absent. */
export type Sweep = {
  /** The current versions. */
  readonly versionIds: ReadonlyMap<CheckKey, string>
  /** Checks of managed external secrets: AWS rotates them without a function. */
  readonly managedByAws: ReadonlySet<CheckKey>
  /** Dates of the next rotations that the store itself has scheduled; epoch milliseconds. */
  readonly nextRotations: ReadonlyMap<CheckKey, number>
  /** Secrets whose rotation was cancelled, or that have no rotation function. */
  readonly wiring: WiringFaults
  /** Hosts to which the secrets of a check may be sent, as their tags say; absent where no secret has the tag. */
  readonly hosts: ReadonlyMap<CheckKey, readonly HostBinding[]>
  /** Checks whose secret a complete answer does not show. */
  readonly absent: ReadonlySet<CheckKey>
  /** Checks whose secret was not found, and no complete answer says that it is absent. */
  readonly untold: ReadonlySet<CheckKey>
}
