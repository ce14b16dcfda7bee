import { isHeld } from '../alerting/incidents/held.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { Log, RotationOutcome } from '../state/log.ts'
import type { MonitorState } from '../state/monitor.ts'
import { noteRotation } from '../state/rotation-failed.ts'
import type { StateStore } from '../state/state.ts'
import type { WiringFaults } from './rotation-wiring.ts'

/** The current version of each secret that the sweep listed. */
export type VersionIds = ReadonlyMap<CheckKey, string>

/** The current versions, the checks whose secrets AWS rotates itself, and the secrets whose settings stand against a rotation. */
export type Rotatable = {
  readonly versionIds: VersionIds
  readonly leftToAws: readonly CheckKey[]
  readonly wiring: WiringFaults
}

/** Everything that decides if a due rotation starts. */
export type RotationGrounds = Rotatable & {
  readonly activeConditions: ActiveConditions
  readonly monitor: MonitorState | null
}

export type DueDependencies = {
  readonly deployment: Deployment
  readonly states: StateStore
  /** Starts a rotation that replaces a version. Asking twice for the same version starts one rotation. */
  rotate(check: Check, versionId: string): Promise<RotationOutcome>
  readonly log: Log
  now(): number
}

/**
 * Starts the rotations that the batches of a tick found due. Skips a version that was replaced since, and secrets that AWS rotates
 * itself. A request would turn a cancelled rotation on again, so only a person makes one. Holds the rotation during an experiment, while the monitor is broken, and while automatic rotation is held for the provider.
 */
export async function rotateDue(
  finished: readonly BatchRecord[],
  { versionIds, leftToAws, wiring, activeConditions, monitor }: RotationGrounds,
  { deployment, states, rotate, log, now }: DueDependencies,
): Promise<void> {
  for (const { check: key, versionId } of finished.flatMap((record) => record.due)) {
    const check = checkOf(deployment, key)
    if (check === undefined || leftToAws.includes(key) || (versionIds.get(key) ?? versionId) !== versionId) continue
    const isOnPurpose = activeConditions.experimentOn(key, now()) !== null
    const held = isOnPurpose || (monitor?.broken ?? null) !== null || isHeld(activeConditions, check.provider, now())
    const outcome = held ? 'held' : (wiring.get(key) ?? (await rotate(check, versionId)))
    if (outcome !== 'held')
      await noteRotation(states, key, versionId, starts(outcome) && !wiring.has(key)).catch(() => {
        log({ event: 'fault', where: 'rotation', code: 'not_noted', check: key })
      })
    log({ event: 'rotation', check: key, outcome, step: null, versionId })
  }
}

/** Returns false if the rotation starts only after a person has acted: from then on, its expiry pages at once. */
const starts = (outcome: RotationOutcome): boolean => outcome !== 'refused' && outcome !== 'rehearsal_wanted'
