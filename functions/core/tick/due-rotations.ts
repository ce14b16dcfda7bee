import { isHeld } from '../alerting/incidents/held.ts'
import type { Check, CheckKey } from '../model/check.ts'
import { checkOf, type Deployment } from '../model/deployment.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { BatchRecord } from '../state/batch-record.ts'
import type { Log, RotationOutcome } from '../state/log.ts'
import type { MonitorState } from '../state/monitor.ts'
import { noteRotation } from '../state/rotation-failed.ts'
import type { StateStore } from '../state/state.ts'

/** The current version of each check's secret, as far as the store's listing shows them. */
export type VersionIds = ReadonlyMap<CheckKey, string>

/** What of the checks there is to renew, and what AWS renews by itself. */
export type Renewable = { readonly versionIds: VersionIds; readonly leftToAws: readonly CheckKey[] }

/** What may speak against a rotation. */
export type Grounds = Renewable & { readonly active: ActiveConditions; readonly monitor: MonitorState | null }

export type DueDependencies = {
  readonly deployment: Deployment
  readonly states: StateStore
  /** Starts the rotation of a check's secret away from a version; the same request twice is one rotation. */
  rotate(check: Check, versionId: string): Promise<RotationOutcome>
  readonly log: Log
  now(): number
}

/**
 * Starts the rotations that the batches of a tick found due. A version that was replaced since needs nothing more, and what AWS renews
 * itself is never asked for; what a provider in trouble says is no cause, and neither is what a broken monitor says.
 */
export async function rotateDue(
  finished: readonly BatchRecord[],
  { versionIds, leftToAws, active, monitor }: Grounds,
  { deployment, states, rotate, log, now }: DueDependencies,
): Promise<void> {
  for (const { check: key, versionId } of finished.flatMap((record) => record.due)) {
    const check = checkOf(deployment, key)
    if (check === undefined || leftToAws.includes(key) || (versionIds.get(key) ?? versionId) !== versionId) continue
    const isBroken = active.experimentOn(key, now()) !== null
    const held = isBroken || (monitor?.broken ?? null) !== null || isHeld(active, check.provider, now())
    const outcome = held ? 'held' : await rotate(check, versionId)
    if (outcome !== 'held')
      await noteRotation(states, key, versionId, outcome !== 'refused').catch(() => {
        log({ event: 'fault', where: 'rotation', code: 'not_noted', check: key })
      })
    log({ event: 'rotation', check: key, outcome, step: null, versionId })
  }
}
