import type { Check } from '../check.ts'
import type { RotationOutcome } from '../log.ts'
import { debtOf } from './debt.ts'
import { obstacleTo } from './may-start.ts'
import type { OurRotation } from './ours.ts'
import { begun, generationFor, type Journal, type RotationRecord } from './record.ts'
import { rotationToken } from './rotation-token.ts'
import type { RenewableClass } from './traits.ts'

/** What starting a rotation needs from outside. */
export type StartDependencies = {
  readonly journal: Pick<Journal, 'read' | 'write'>
  classOf(rotation: OurRotation): RenewableClass
  /** Asks Secrets Manager; the same request twice is one rotation. */
  request(check: Check, token: string): Promise<RotationOutcome>
  now(): number
}

/**
 * Starts the rotation of a check away from a version, if nothing is in its way. Idempotent: any number of triggers for one version is
 * one rotation. Without its record no rotation starts.
 */
export async function start(
  check: Check,
  versionId: string,
  dependencies: StartDependencies,
): Promise<RotationOutcome> {
  const { rotation, secret } = check
  if (secret?.source.from !== 'secrets-manager') return 'refused'
  const { id } = secret.source
  if (rotation.by !== 'ours') return dependencies.request(check, rotationToken(id, versionId, 0))
  const last = await dependencies.journal.read(check.key)
  const obstacle = obstacleTo({ terms: rotation.terms, last, versionId, nowMs: dependencies.now() })
  const generation = generationFor(last, versionId)
  const token = rotationToken(id, versionId, generation)
  if (obstacle === 'approval_wanted')
    return askApproval({ check, rotation, versionId, generation, token }, last, dependencies)
  return obstacle === null ? dependencies.request(check, token) : 'postponed'
}

type Wanted = {
  readonly check: Check
  readonly rotation: OurRotation
  readonly versionId: string
  readonly generation: number
  readonly token: string
}

/** The record waits for a person, who is told once. */
async function askApproval(
  { check, rotation, versionId, generation, token }: Wanted,
  last: RotationRecord | null,
  { journal, now, classOf }: StartDependencies,
): Promise<RotationOutcome> {
  if (last?.versionId === token) return 'approval_wanted'
  const beginning = {
    check: check.key,
    versionId: token,
    class: classOf(rotation),
    generation,
    baseVersionId: versionId,
    by: 'trigger',
  }
  const waiting = begun(last, beginning, now())
  await journal.write({ ...waiting, debt: debtOf(waiting, 'approval_wanted', '', now()) })
  return 'approval_wanted'
}
