import { isHeld } from '../alerting/incidents/held.ts'
import type { RotatableClass } from '../model/capabilities.ts'
import type { Check, CheckKey, Rotation } from '../model/check.ts'
import type { ActiveConditions } from '../state/active-conditions.ts'
import type { MonitorState } from '../state/monitor.ts'
import type { Rotatable } from '../tick/due-rotations.ts'
import { obstacleTo } from './may-start.ts'
import { generationFor, isInTheWay, type RotationRecord } from './record.ts'
import { rotationToken } from './rotation-token.ts'
import type { StartDependencies } from './start.ts'

/** Reasons why no rotation of a check can start, whoever orders it. */
export const blockers = [
  'by_hand',
  'kept_elsewhere',
  'left_to_aws',
  'unwired',
  'no_version',
  'under_experiment',
  'one_is_open',
  'approval_wanted',
] as const
export type Blocker = (typeof blockers)[number]

/** Reasons that postpone an automatic rotation. A person sees them and may start one anyway. */
export const warnings = [
  'cancelled',
  'cooling',
  'outside_window',
  'unproved',
  'provider_unreliable',
  'monitor_broken',
] as const
export type Warning = (typeof warnings)[number]

/** Outcome of an order to rotate a check, before it is carried out. */
export type Preflight = {
  readonly check: CheckKey
  readonly by: Rotation['by']
  /** Class of an `ours(...)` rotation; `null` for the others. */
  readonly class: RotatableClass | null
  /** The version that is current now. */
  readonly versionId: string | null
  /** The version that would be made. */
  readonly nextVersionId: string | null
  readonly blocker: Blocker | null
  readonly warnings: readonly Warning[]
}

/** Facts that the outcome of an order depends on. */
export type PreflightInput = Rotatable & {
  readonly last: RotationRecord | null
  readonly active: ActiveConditions
  readonly monitor: MonitorState | null
  /** True if nothing proves lately that the rotation would work, where that is wanted. */
  readonly isUnproved: boolean
}

/** Predicts the outcome of an order to rotate a check. `allowed`: the person who orders it also approves it. */
export function preflightOf(
  check: Check,
  input: PreflightInput,
  allowed: boolean,
  { classOf, now }: Pick<StartDependencies, 'classOf' | 'now'>,
): Preflight {
  const { rotation, secret, key } = check
  const versionId = input.versionIds.get(key) ?? null
  const source = secret?.source
  const generation = rotation.by === 'ours' && versionId !== null ? generationFor(input.last, versionId) : 0
  return {
    check: key,
    by: rotation.by,
    class: rotation.by === 'ours' ? classOf(rotation) : null,
    versionId,
    nextVersionId:
      source?.from === 'secrets-manager' && versionId !== null ? rotationToken(source.id, versionId, generation) : null,
    blocker: blockerOf(check, versionId, input, allowed, now()),
    warnings: warningsOf(check, versionId, input, now()),
  }
}

function blockerOf(
  { rotation, secret, key }: Check,
  versionId: string | null,
  { leftToAws, wiring, active, last }: PreflightInput,
  allowed: boolean,
  nowMs: number,
): Blocker | null {
  if (rotation.by === 'manual') return 'by_hand'
  if (secret?.source.from !== 'secrets-manager') return 'kept_elsewhere'
  if (leftToAws.includes(key)) return 'left_to_aws'
  if (wiring.get(key) === 'unwired') return 'unwired'
  if (versionId === null) return 'no_version'
  if (active.experimentOn(key, nowMs) !== null) return 'under_experiment'
  if (rotation.by !== 'ours') return null
  if (isInTheWay(last, versionId)) return 'one_is_open'
  const approved = last?.baseVersionId === versionId && last.approvedBy !== null
  return rotation.terms.approve && !allowed && !approved ? 'approval_wanted' : null
}

function warningsOf(
  { rotation, provider, key }: Check,
  versionId: string | null,
  { active, wiring, monitor, last, isUnproved }: PreflightInput,
  nowMs: number,
): readonly Warning[] {
  const obstacle =
    rotation.by === 'ours' && versionId !== null
      ? obstacleTo({
          terms: { approve: false, windows: rotation.terms.windows },
          last,
          versionId,
          nowMs,
          isUnproved: false,
        })
      : null
  return warnings.filter(
    (warning) =>
      warning === obstacle ||
      (warning === 'unproved' && isUnproved) ||
      (warning === 'cancelled' && wiring.get(key) === 'cancelled') ||
      (warning === 'provider_unreliable' && isHeld(active, provider, nowMs)) ||
      (warning === 'monitor_broken' && (monitor?.broken ?? null) !== null),
  )
}
